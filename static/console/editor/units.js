/** Numbers of a place as people type them: pixels of the canvas, or hundredths of it. Pure, but for what is kept. */

const KEY = "tally.editor.unit";

/** A fraction as it stands in a field. */
export function shown(fraction, length, unit) {
  return unit === "px" ? Math.round(fraction * length) : Math.round(fraction * 10_000) / 100;
}

/** What was typed, as a fraction; null for what is no number. */
export function typed(text, length, unit) {
  const value = text.trim() === "" ? NaN : Number(text);
  return Number.isFinite(value) ? value / (unit === "px" ? length : 100) : null;
}

export const changeOfUnit = {
  kept: () => (globalThis.localStorage?.getItem(KEY) === "%" ? "%" : "px"),
  keep: (unit) => globalThis.localStorage?.setItem(KEY, unit),
};
