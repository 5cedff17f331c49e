/** A dry run: the plan looked at on a clock that is moved by hand. Pure. */

import { dayOf } from "./days.js";
import { momentOf, ms, wallText } from "./moments.js";

/** `{now, next}` of a plan at a moment; `now` is the airing that covers it, `next` the item that airs after that. */
export function airingAt(occurrences, at_ms) {
  const airing = occurrences.filter(({ trouble }) => !trouble);
  const now = airing.findLast(({ start, end }) => ms(start) <= at_ms && !(end && ms(end) <= at_ms)) ?? null;
  const next = airing.find(({ start, item }) => item && ms(start) > at_ms) ?? null;
  return { now, next };
}

/** Whether a plan that was asked for from one moment to another says what is on at a moment. */
export function reaches({ occurrences }, { from_ms, to_ms }, at_ms, most = Infinity) {
  if (at_ms < from_ms || at_ms >= to_ms) return false;
  const cut = occurrences.length >= most;
  return !cut || at_ms < ms(occurrences.at(-1).start);
}

/** Where in its day a moment stands: `{day, minute, minutes}`; a day has 1380, 1440 or 1500 of them. */
export function placeOf(at_ms, zone) {
  const day = wallText(at_ms, zone).slice(0, 10);
  const { from_ms, to_ms } = dayOf(day, zone);
  return { day, minute: Math.floor((at_ms - from_ms) / 60_000), minutes: (to_ms - from_ms) / 60_000 };
}

/** The moment so many minutes into a day. */
export function minuteOf(day, minute, zone) {
  return dayOf(day, zone).from_ms + minute * 60_000;
}

/** A time as it is typed, `21:14`, `2114` or `9:05:30`, as "21:14:00"; null when it is none. */
export function timeOf(text) {
  const [, h, m, s = "00"] = /^\s*(\d{1,2})[:.]?(\d\d)(?:[:.](\d\d))?\s*$/.exec(text) ?? [];
  return h !== undefined && h < 24 && m < 60 && s < 60 ? `${h.padStart(2, "0")}:${m}:${s}` : null;
}

/** The same time by the wall on another day, or another time on the same one. */
export function movedTo(at_ms, zone, { day, time }) {
  const [before, clock] = wallText(at_ms, zone).split("T");
  return momentOf(`${day ?? before}T${time ?? clock}`, zone);
}
