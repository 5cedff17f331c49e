/** What of a show's settings is another one now. Pure. */

/** Sizes that programmes have, as `WIDTHxHEIGHT`. */
export const SIZES = ["3840x2160", "1920x1080", "1280x720", "960x540", "640x360", "1080x1920", "1080x1080"];
export const RATES = ["24", "25", "30000/1001", "30", "50", "60000/1001", "60"];
export const PRESETS = ["ultrafast", "superfast", "veryfast", "faster", "fast", "medium"];

/** A list of choices with the one that is set, whatever that is. */
export const withNow = (choices, now) => (choices.includes(now) ? choices : [now, ...choices]);

/** A rate as it is said: 29.97 of `30000/1001`. */
export function rateWords(rate) {
  const [over, under = 1] = rate.split("/").map(Number);
  return String(Math.round((over / under) * 100) / 100);
}

/** What names a standby in one word: `scene:ID`, `source:ID`, `asset:ID`, or nothing. */
export function standbyName(standby = {}) {
  const [found] = Object.entries(standby).filter(([, id]) => id);
  return found ? found.join(":") : "";
}

/** The reverse. */
export function standbyOf(name) {
  const [kind, ...id] = name.split(":");
  return name ? { [kind]: id.join(":") } : null;
}

/** The parts of `now` that differ from `before`, inside of objects too; null where none do. */
export function changes(before, now) {
  const found = Object.entries(now).flatMap(([name, value]) => {
    if (value === undefined) return [];
    const plain = value === null || typeof value !== "object" || Array.isArray(value) || name === "standby";
    const part = plain ? value : changes(before[name] ?? {}, value);
    const same = plain ? JSON.stringify(value) === JSON.stringify(before[name] ?? null) : part === null;
    return same ? [] : [[name, part]];
  });
  return found.length ? Object.fromEntries(found) : null;
}

/** What is written, a line each, without empty ones. */
export const linesOf = (text) =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
