/** A field for a font: those of the server are offered, and one that it has not is said. */

import { gettext, interpolate } from "../../i18n.js";
import { facts } from "../state/facts.js";
import { h, text } from "./h.js";

let made = 0;

/** What is wrong with a font, in words, or "". Pure. An empty one is Noto; an empty list is of nobody who knows. */
export function fontTrouble(name, fonts) {
  const wanted = name.trim().toLowerCase();
  if (!wanted || !fonts.length || fonts.some((one) => one.toLowerCase() === wanted)) return "";
  const words = gettext("%(name)s is not installed on the server: its letters would be drawn in Noto Sans.");
  return interpolate(words, { name: name.trim() });
}

/** `{element, input}`; `change(name)` hears what is typed or chosen. */
export function fontField(value, { change = () => {}, ...props } = {}) {
  const id = `fonts-${(made += 1)}`;
  const trouble = h("span.hint.warning", { role: "status" });
  const told = () => {
    const words = fontTrouble(input.value, facts.fonts);
    text(trouble, words);
    trouble.hidden = !words;
  };
  const hear = () => (told(), change(input.value.trim()));
  const input = h("input.input", { type: "text", value, list: id, spellcheck: false, oninput: hear, ...props });
  const list = h("datalist", { id }, ...facts.fonts.map((one) => h("option", { value: one })));
  told();
  return { element: h("span.with-list", {}, input, list, trouble), input };
}
