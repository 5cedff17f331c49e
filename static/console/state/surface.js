/** A show's keys and macros: what it says of them, and what usual keys do where it says nothing. Pure. */

import { gettext, pgettext } from "../../i18n.js";
import { LETTERS } from "../keys/letters.js";

const NUMBERS = /^(?:Digit|Numpad)([1-9])$/;

/** How a press is named, such as `Shift+KeyM`; the number pad's digits and Enter are those of the other keys. */
export function comboOf({ code, shift, ctrl, alt }) {
  const digit = NUMBERS.exec(code);
  const held = [ctrl && "Ctrl", alt && "Alt", shift && "Shift"].filter(Boolean);
  return [...held, digit ? `Digit${digit[1]}` : code === "NumpadEnter" ? "Enter" : code].join("+");
}

/** What the show has under a press: its deed, and whether Shift made a take of it; null where it says nothing. */
export function deedOf(keys, press) {
  const combo = comboOf(press);
  if (keys[combo]) return { ...keys[combo], takes: false };
  const plain = press.shift && keys[comboOf({ ...press, shift: false })];
  return plain && ["scene", "source"].includes(plain.do) ? { ...plain, takes: true } : null;
}

/** The combination that does something with a part of the show: with the fewest keys; "" where none does. */
export function comboFor(keys, doing, id) {
  const found = Object.entries(keys).filter(([, deed]) => deed.do === doing && (deed.id ?? "") === id);
  return found.map(([combo]) => combo).sort((a, b) => a.length - b.length)[0] ?? "";
}

/** A combination as it stands on a key: `Shift+Digit3` is "Shift + 3". `letters`: what this keyboard has on a key. */
export function capOf(combo, letters = LETTERS) {
  const cap = (part) => letters.get(part) ?? CAPS[part] ?? part.replace(/^(Digit|Key)(?=.$)/, "");
  return combo.split("+").map(cap).join(" + ");
}

const CAPS = {
  ...{ ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓", Space: gettext("Space") },
  ...{ Enter: pgettext("key", "Enter"), Home: pgettext("key", "Home"), End: pgettext("key", "End") },
  ...{ PageUp: pgettext("key", "PageUp"), PageDown: pgettext("key", "PageDown") },
  ...{ Shift: pgettext("key", "Shift"), Ctrl: pgettext("key", "Ctrl"), Alt: pgettext("key", "Alt") },
  ...{ Comma: ",", Period: ".", Slash: "/", Semicolon: ";", Quote: "'", Minus: "-", Equal: "=", Backquote: "`" },
  ...{ BracketLeft: "[", BracketRight: "]", Backslash: "\\" },
};

/** The number of a scene: its own for good, where the show has numbered its scenes; else by its place. */
export function numberOf(keys, scene, at) {
  const combo = comboFor(keys, "scene", scene.id);
  const digit = NUMBERS.exec(combo);
  if (digit) return digit[1];
  return combo || numbered(keys) || at > 8 ? "" : String(at + 1);
}

/** The scene of a number from 1 to 9, the same way. */
export function sceneOf(keys, scenes, number) {
  return scenes.find((scene, at) => numberOf(keys, scene, at) === String(number)) ?? null;
}

function numbered(keys) {
  return Object.values(keys).some((deed) => deed.do === "scene");
}

/** What of a show's macros runs: how far each is, by its id. */
export function progressOf(running = []) {
  return new Map(running.map(({ id, step, steps }) => [id, { step, steps, share: steps ? step / steps : 0 }]));
}

/** A macro's steps from commands as they were asked: waits are the time between them, to a tenth of a second. */
export function stepsOf(asked) {
  return asked.map(({ verb, parts, at_ms }, index) => {
    const waited = index ? at_ms - asked[index - 1].at_ms : 0;
    return { verb, parts, after_ms: waited < 50 ? 0 : Math.round(waited / 100) * 100 };
  });
}
