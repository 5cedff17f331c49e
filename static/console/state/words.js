/** States in words a director understands. */

import { gettext } from "../../i18n.js";
import { told } from "./told.js";

export const AIR_LOCKED = gettext("The air lock is on: nothing goes straight to air.");

const STATE_WORDS = {
  waiting: gettext("waiting for a signal"),
  connecting: gettext("connecting"),
  live: gettext("live"),
  hold: gettext("holding the last picture"),
  slate: gettext("no signal"),
  retrying: gettext("no signal, retrying"),
  ended: gettext("ended"),
  failed: gettext("failed"),
};

/** How much a state should worry: `ok`, `wait` or `bad`. */
export function worry(state) {
  if (state === "live") return "ok";
  if (state === "waiting" || state === "connecting" || state === "ended") return "wait";
  return "bad";
}

/** A source's line: what the mixer says, or what we can say without it. */
export function sourceText(status) {
  if (!status) return gettext("no word from the mixer");
  return told(status.text ?? "") || STATE_WORDS[status.state] || status.state;
}

/** The health of the whole show in one look. */
export function healthOf(state) {
  const status = state.status;
  if (!status) return { level: "wait", fps: "–", late: "–", overload: "", sources: [] };
  const rate = Number(fraction(state.show?.canvas?.rate ?? "30"));
  const overload = status.overload?.text ?? "";
  const slow = status.fps < rate * 0.98;
  return {
    level: slow || status.late_last_s > 0 || overload ? "bad" : "ok",
    overload,
    fps: status.fps.toFixed(1),
    late: String(status.late),
  };
}

/** `30000/1001` as a number. */
export function fraction(text) {
  const [over, under = "1"] = String(text).split("/");
  return Number(over) / Number(under);
}

/** What to do about an event, when the mixer did not say it itself. */
const NEXT_STEPS = {
  source_lost: gettext("Check the sender; the source comes back by itself."),
  source_failed: gettext("Open the source's menu and check its address."),
  disk_low: gettext("Free some space or stop the recording."),
  disk_full: gettext("The recording has stopped. Free some space, then record again."),
  destination_failed: gettext("Check the address and key of the destination."),
  overloaded: gettext("Sound and the programme come first. Everything comes back by itself."),
  late_frames: gettext("Close other programs on the server, or lower the show's size."),
  engine_restarted: gettext("Nothing to do: the show went on with the same desk."),
};

/** What nobody sends, by the kind of the source that an event is about. */
const PAGE_LOST = gettext("Check the page's address, or reload the page from its menu; it is opened again by itself.");

export function nextStep(event) {
  if (event.next) return told(event.next);
  if (event.code === "source_lost" && event.kind === "web") return PAGE_LOST;
  return NEXT_STEPS[event.code] ?? "";
}
