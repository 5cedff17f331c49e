/** What an overlay's state on the desk says, in a director's words. Pure. */

import { gettext, interpolate, pgettext } from "../../i18n.js";

/** The lamp: on, off, leaving, or how long it stays. `frame` is the present one, null where nobody knows it. */
export function lampOf(state, frame, rate) {
  if (!state.on) return onItsWay(state, frame) ? gettext("Leaving") : gettext("Off");
  const left_s = leftOf(state, frame, rate);
  return left_s === null
    ? pgettext("switch", "On")
    : interpolate(gettext("%(seconds)s s"), { seconds: Math.ceil(left_s) });
}

function onItsWay({ moving }, frame) {
  return Boolean(moving) && frame !== null && frame < moving.start_frame + moving.frames;
}

/** Seconds until it goes by itself; null for what stays. */
export function leftOf({ on, off_frame }, frame, rate) {
  if (!on || off_frame === undefined || off_frame === null || frame === null) return null;
  return Math.max(0, (off_frame - frame) / rate);
}

/** What a counter has counted, in seconds. */
export function countedOf(counter, frame, rate) {
  const { counted_s = 0, since_frame = null } = counter ?? {};
  return since_frame === null || frame === null ? counted_s : counted_s + Math.max(0, frame - since_frame) / rate;
}

export const runs = ({ counter }) => (counter?.since_frame ?? null) !== null;

/** `1:05` or `1:00:05`. */
export function clockOf(seconds) {
  const two = (number) => String(number).padStart(2, "0");
  const whole = Math.floor(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** How many a list has, and which is on: `2 of 5`. */
export function stepOf({ step = 0 }, texts) {
  const count = texts.flatMap((text) => (text ?? "").split("\n")).filter((line) => line.trim()).length;
  const values = { step: Math.min(step + 1, count), count };
  return count ? interpolate(gettext("%(step)s of %(count)s"), values) : gettext("No names yet");
}
