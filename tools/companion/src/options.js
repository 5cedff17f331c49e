/**
 * The fields of actions and feedbacks: one of what the show has, a number, a choice, words.
 *
 * Each takes `known` (see known.js), so that a list shows what the show has now.
 */

/** One of a list of the show: `{id, name}` each. An id may be typed in, too, or come by an expression. */
const among = (id, label, rows, first = []) => {
  const choices = [...first, ...rows.map((row) => ({ id: row.id, label: row.name }))];
  return { type: "dropdown", id, label, choices, default: choices[0]?.id ?? "", allowCustom: true };
};

const BLACK = { id: "black", label: "Black" };

/** What can stand on a bus: a scene, a source full-frame, or black. */
export const picture = (known, id = "scene") =>
  among(id, "Scene or source", [...known.scenes, ...known.sources], [BLACK].slice(known.scenes.length ? 1 : 0));
export const source = (known) => among("source", "Source", known.sources);
export const overlay = (known) => among("overlay", "Overlay", known.overlays);
export const destination = (known) => among("destination", "Destination", known.destinations);
export const macro = (known, first) => among("macro", "Macro", known.macros, first);

export const choice = (id, label, choices) => ({
  type: "dropdown",
  id,
  label,
  choices: Object.entries(choices).map(([key, text]) => ({ id: key, label: text })),
  default: Object.keys(choices)[0],
});

export const number = (id, label, { min, max, step = 1, value }) => ({
  type: "number",
  id,
  label,
  min,
  max,
  step,
  default: value,
});

export const words = (id, label, value = "") => ({ type: "textinput", id, label, default: value, useVariables: true });

export const SWITCH = { toggle: "Toggle", on: "On", off: "Off" };
export const switching = (label = "Switch") => choice("to", label, SWITCH);

/** What a switch comes to: on, off, or the other of what it is now. */
export const switched = (to, now) => (to === "toggle" ? !now : to === "on");
