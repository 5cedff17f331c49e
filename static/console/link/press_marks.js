/**
 * What becomes of each press, in sight where the hand is: `sent`, `done` (with the frame it was applied on), `refused`,
 * `late`, or `silent` when nobody has answered for two seconds. It stands on the button as `data-press`.
 */

import { gettext, interpolate } from "../../i18n.js";

export const SILENT_MS = 2000;
const STANDS_MS = { done: 700, refused: 2500, late: 2500, silent: 4000 };

/** How a refusal is marked, by its code. Pure. */
export function markOf({ code }) {
  if (code === "too_late") return "late";
  return ["silent", "no_answer", "offline", "not_live", "link_down"].includes(code) ? "silent" : "refused";
}

/** The line in the top bar. Pure. */
export function lineOf({ words, state, frame }) {
  if (state === "done" && Number.isInteger(frame))
    return interpolate(gettext("%(what)s: on frame %(frame)s"), { what: words, frame });
  const texts = {
    sent: gettext("%(what)s: sent"),
    done: gettext("%(what)s: done"),
    refused: gettext("%(what)s: refused"),
    late: gettext("%(what)s: too late, not done"),
    silent: gettext("%(what)s: not connected"),
  };
  return interpolate(texts[state], { what: words });
}

/** What stands for a verb that came by a key. */
const BUTTONS = {
  cut: () => ".take-button.cut",
  auto: () => ".take-button.auto",
  ftb: () => ".button.ftb",
  preview: ({ scene }) => tile(scene),
  take: ({ scene }) => tile(scene),
};
const tile = (id) => `.tile[data-id="${CSS.escape(id)}"] .tile-go`;
const PRESSED = "button, select, input:not([type='range'])"; // a fader sends with every movement

/** The element that a press came from, or the one that stands for its verb; null where there is none. */
export function pressedAt(verb, parts, event = globalThis.event) {
  const hand = event?.target?.closest?.(PRESSED);
  if (hand && hand !== document.body) return hand;
  const selector = BUTTONS[verb]?.(parts);
  return selector ? document.querySelector(selector) : null;
}

/** Marks presses; `line` hears `{words, state, frame}` of each, for the bar. */
export class PressMarks {
  constructor({ line = () => {}, at = pressedAt, later = (work, ms) => setTimeout(work, ms) } = {}) {
    Object.assign(this, { line, at, later });
    this.count = 0;
  }

  /** A press begins: `sent(silent)` when it is on its way (`silent` hears of silence), `end(state, frame)` at last. */
  begin(verb, parts) {
    const press = { element: this.at(verb, parts), words: wordsOf(verb), number: ++this.count, state: "" };
    const wait = (silent) => {
      if (press.state !== "sent") return;
      this.set(press, "silent");
      silent();
    };
    const sent = (silent = () => {}) => {
      this.set(press, "sent");
      this.later(() => wait(silent), SILENT_MS);
    };
    return { sent, end: (state, frame) => this.set(press, state, frame) };
  }

  set(press, state, frame = null) {
    press.state = state;
    if (press.number === this.count) this.line({ words: press.words, state, frame });
    const { element } = press;
    if (!element) return;
    element.dataset.press = state;
    element.pressNumber = press.number;
    if (state === "sent") return;
    this.later(() => {
      if (element.pressNumber === press.number && element.dataset.press === state) delete element.dataset.press;
    }, STANDS_MS[state]);
  }
}

/** A verb as a director calls it. */
function wordsOf(verb) {
  const words = {
    cut: gettext("Cut"),
    auto: gettext("Auto"),
    take: gettext("Take"),
    preview: gettext("Preview"),
    ftb: gettext("Fade to black"),
    standby: gettext("Standby"),
    overlay: gettext("Overlay"),
    sound: gettext("Sound"),
    master: gettext("Sound"),
    transition: gettext("Transition"),
    go_on_air: gettext("On air"),
    start_recording: gettext("Record"),
    stop_recording: gettext("Record"),
  };
  return words[verb] ?? gettext("Press");
}
