/** What counts down: the item of a rundown, a file on program, an overlay's counter, or a time of day. Pure. */

import { gettext } from "../i18n.js";
import { nowName, untilS, urgencyOf as itemUrgency } from "../rundown/plain/playing.js";
import { nameOf } from "../console/state/tally.js";
import { hms } from "../console/state/time.js";
import { endsFirst, remainingOn, urgencyOf } from "../console/state/transport.js";

const DAY_S = 86_400;
/** So long after its time a time of day counts up, before it means tomorrow's. */
export const OVER_S = 3600;

/** Everything that counts now: `{key, name, left_s, urgency, then}`, the most telling first. */
export function counters(view, frame, rate) {
  if (view.mode !== "air" || frame === null) return [];
  return [itemOf(view, frame, rate), fileOf(view, frame, rate)].filter(Boolean);
}

function itemOf({ rundown }, frame, rate) {
  if (!rundown?.has_programme || !rundown.now) return null;
  const left_s = untilS(rundown.now.end_frame, frame, rate);
  if (left_s === null) return null;
  const then = rundown.next[0]?.name ?? "";
  return { key: "item", name: nowName(rundown.now), left_s, urgency: itemUrgency(left_s), then };
}

function fileOf({ desk, lamps, show, rundown }, frame, rate) {
  const source = desk && endsFirst({ transports: desk.transports ?? {} }, lamps.program, frame, rate);
  if (!source) return null;
  const left_s = remainingOn(desk.transports[source], frame, rate);
  if (left_s === null) return null;
  const urgency = urgencyOf(desk.transports[source], frame, rate);
  return { key: "file", name: nameOf(source, show, rundown), left_s, urgency, then: "" };
}

/** The counter for a time of day `HH:MM` or `HH:MM:SS`: until it, or, not long after it, since it. Null for no time. */
export function untilTime(text, now) {
  const found = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(text.trim());
  if (!found) return null;
  const [hours, minutes, seconds = 0] = found.slice(1).map((part) => Number(part ?? 0));
  if (hours > 23 || minutes > 59 || seconds > 59) return null;
  const goal = new Date(now);
  goal.setHours(hours, minutes, seconds, 0);
  let left_s = (goal - now) / 1000;
  if (left_s < -OVER_S) left_s += DAY_S;
  if (left_s > DAY_S - OVER_S) left_s -= DAY_S;
  return { key: "time", name: text.trim(), left_s, urgency: itemUrgency(left_s), then: "" };
}

/** What is shown for a choice (`auto`, a counter's key, or `time`), or null where it does not count now. */
export function chosenOf(choice, found, time, now) {
  if (choice === "time") return untilTime(time, now);
  if (choice === "auto") return found[0] ?? null;
  return found.find(({ key }) => key === choice) ?? null;
}

/** Seconds left as an audience reads them: whole ones, rounded up, so that it says 0 when it is over. */
export function countText(left_s) {
  const whole = left_s >= 0 ? Math.ceil(left_s - 1e-6) : Math.floor(-left_s);
  const text = whole < 3600 ? hms(whole).slice(3) : hms(whole);
  return left_s < 0 && whole > 0 ? `+${text}` : text;
}

/** What can be chosen, in words. */
export function choices() {
  return [
    ["auto", gettext("What is on")],
    ["item", gettext("Item of the rundown")],
    ["file", gettext("File on program")],
    ["time", gettext("A time of day")],
  ];
}
