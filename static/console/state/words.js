/** States in words a director understands. */

export const AIR_LOCKED = "The air lock is on: nothing goes straight to air.";

const STATE_WORDS = {
  waiting: "waiting for a signal",
  connecting: "connecting",
  live: "live",
  hold: "holding the last picture",
  slate: "no signal",
  retrying: "no signal, retrying",
  ended: "ended",
  failed: "failed",
};

/** How much a state should worry: `ok`, `wait` or `bad`. */
export function worry(state) {
  if (state === "live") return "ok";
  if (state === "waiting" || state === "connecting" || state === "ended") return "wait";
  return "bad";
}

/** A source's line: what the mixer says, or what we can say without it. */
export function sourceText(status) {
  if (!status) return "no word from the mixer";
  return status.text || STATE_WORDS[status.state] || status.state;
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
  source_lost: "Check the sender; the source comes back by itself.",
  source_failed: "Open the source's menu and check its address.",
  disk_low: "Free some space or stop the recording.",
  disk_full: "The recording has stopped. Free some space, then record again.",
  destination_failed: "Check the address and key of the destination.",
  overloaded: "Sound and the programme come first. Everything comes back by itself.",
  late_frames: "Close other programs on the server, or lower the show's size.",
  engine_restarted: "Nothing to do: the show went on with the same desk.",
};

/** What nobody sends, by the kind of the source that an event is about. */
const PAGE_LOST = "Check the page's address, or reload the page from its menu; it is opened again by itself.";

export function nextStep(event) {
  if (event.code === "source_lost" && event.kind === "web") return event.next ?? PAGE_LOST;
  return event.next ?? NEXT_STEPS[event.code] ?? "";
}
