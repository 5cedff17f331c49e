/** What counts down: the item of a rundown, a file on program, an overlay's counter, or a time of day. Pure. */

import { gettext } from "../i18n.js";
import { nowName, untilS, urgencyOf as itemUrgency } from "../rundown/plain/playing.js";
import { nameOf } from "../console/state/tally.js";
import { hms } from "../console/state/time.js";
import { countedOf } from "../console/state/overlays.js";
import { endsFirst, remainingOn, urgencyOf } from "../console/state/transport.js";

const DAY_S = 86_400;
/** So long after its time a time of day counts up, before it means tomorrow's. */
export const OVER_S = 3600;

/**
 * Everything that counts now: `{key, name, left_s, urgency, then, up, on}`, the most telling first. What counts `up`
 * has passed so long; an overlay's counter that is not `on` is followed only by whoever chose it. `now` is the time.
 */
export function counters(view, frame, rate, now = new Date()) {
  if (view.mode !== "air" || frame === null) return [];
  const overlays = view.show.overlays.map((one) => counterOf(one, view, frame, rate, now));
  return [itemOf(view, frame, rate), fileOf(view, frame, rate), ...overlays].filter(Boolean);
}

function counterOf({ id, name }, { desk }, frame, rate, now) {
  const state = desk?.overlays?.[id];
  const left_s = state && leftOf(state, frame, rate, now);
  if (left_s === null || left_s === undefined) return null;
  const urgency = state.up ? "none" : itemUrgency(left_s);
  return { key: `overlay:${id}`, name, left_s, urgency, then: "", up: state.up, on: state.on };
}

/** What a counter shows, in seconds: what is left, or (`up`) what has passed; null where it counts to no time. */
function leftOf({ up, from_s, at_s, over, counter }, frame, rate, now) {
  if (from_s === null && at_s === null) return null;
  const counted_s = countedOf(counter, frame, rate);
  if (up) return from_s + counted_s;
  const left_s = at_s === null ? from_s - counted_s : at_s - now / 1000;
  return over ? left_s : Math.max(0, left_s);
}

function itemOf({ rundown }, frame, rate) {
  if (!rundown?.has_programme || !rundown.now) return null;
  const left_s = untilS(rundown.now.end_frame, frame, rate);
  if (left_s === null) return null;
  const then = rundown.next[0]?.name ?? "";
  return { key: "item", name: nowName(rundown.now), left_s, urgency: itemUrgency(left_s), then, on: true };
}

function fileOf({ desk, lamps, show, rundown }, frame, rate) {
  const source = desk && endsFirst({ transports: desk.transports ?? {} }, lamps.program, frame, rate);
  if (!source) return null;
  const left_s = remainingOn(desk.transports[source], frame, rate);
  if (left_s === null) return null;
  const urgency = urgencyOf(desk.transports[source], frame, rate);
  return { key: "file", name: nameOf(source, show, rundown), left_s, urgency, then: "", on: true };
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
  if (choice === "auto") return found.find(({ on }) => on) ?? null;
  return found.find(({ key }) => key === choice) ?? null;
}

/** Seconds as an audience reads them: what is left is rounded up, so that it says 0 when it is over. */
export function countText(left_s, up = false) {
  if (up) return countText(Math.floor(left_s + 1e-6));
  const whole = left_s >= 0 ? Math.ceil(left_s - 1e-6) : Math.floor(-left_s);
  const text = whole < 3600 ? hms(whole).slice(3) : hms(whole);
  return left_s < 0 && whole > 0 ? `+${text}` : text;
}

/** What can be chosen, in words: `overlays` are those of the show that count. */
export function choices(overlays = []) {
  return [
    ["auto", gettext("What is on")],
    ["item", gettext("Item of the rundown")],
    ["file", gettext("File on program")],
    ...overlays.map(({ id, name }) => [`overlay:${id}`, name]),
    ["time", gettext("A time of day")],
  ];
}
