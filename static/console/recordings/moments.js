/** Moments of a recording: written as people write them, and kept inside of it. Pure; seconds. */

/** `1:02:03.40`, `2:03.40`: hundredths, as a picture lasts three of them. */
export function written(seconds) {
  const hundredths = Math.max(0, Math.round(seconds * 100));
  const [minutes, rest] = [Math.floor(hundredths / 6000), hundredths % 6000];
  const small = `${String(Math.floor(rest / 100)).padStart(2, "0")}.${String(rest % 100).padStart(2, "0")}`;
  const hours = Math.floor(minutes / 60);
  return hours ? `${hours}:${String(minutes % 60).padStart(2, "0")}:${small}` : `${minutes}:${small}`;
}

/** Seconds of `1:02:03.4`, `2:03` or `63.4`; null for what is none of these. */
export function read(text) {
  const parts = text.trim().replace(",", ".").split(":");
  if (parts.length > 3 || !parts.every((part, at) => (at === parts.length - 1 ? NUMBER : WHOLE).test(part)))
    return null;
  return parts.reduce((sum, part) => sum * 60 + Number(part), 0);
}
const NUMBER = /^\d+(\.\d*)?$/;
const WHOLE = /^\d+$/;

/**
 * The stretch with one end moved: inside of the recording, and at least a picture long. The other end stays where it
 * is, unless it is passed: then it is pushed along.
 */
export function moved({ start, end }, which, to, { length, picture }) {
  if (which === "start") {
    const fresh = clamp(to, 0, length - picture);
    return { start: fresh, end: Math.max(end, fresh + picture) };
  }
  const fresh = clamp(to, picture, length);
  return { start: Math.min(start, fresh - picture), end: fresh };
}

const clamp = (value, least, most) => Math.min(Math.max(value, least), Math.max(least, most));
