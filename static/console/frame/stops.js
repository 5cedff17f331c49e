/**
 * The desk by keyboard: Tab goes from panel to panel, arrows go in and about inside, Esc comes out again.
 *
 * On a panel, as on the desk, Space is CUT and Enter is AUTO: only whoever has gone in by an arrow presses what has
 * the focus. In a field Tab goes on to the next field of its panel. A sheet is a form: Tab goes through it.
 */

import { isArrow, toward } from "./roving.js";

export const STOPS = [
  ...[".bar", ".schedule-question", ".rundown-strip", ".monitors", ".transport", ".deck", ".scenes", ".take"],
  ...[".sources", ".sound", ".tray", ".alerts-panel"],
].join(", ");
const NOT_TYPED = ["checkbox", "radio", "range", "color", "file"].map((type) => `[type='${type}']`).join(", ");
export const FIELDS = `textarea, select, [contenteditable], input:not(${NOT_TYPED})`;
const CONTROLS = `button, a[href], summary, input, [role='slider'], ${FIELDS}`;
const OWN_ARROWS = `${FIELDS}, input[type='range'], [role='slider']`;

export class Stops {
  constructor(page) {
    Object.assign(this, { page, last: null, leaving: false, inside: new WeakMap() });
  }

  listen() {
    for (const stop of this.page.querySelectorAll(STOPS)) stop.tabIndex = -1;
    this.ends = ["afterbegin", "beforeend"].map((where) => this.#end(where));
    this.page.addEventListener("focusin", ({ target }) => this.#remember(target));
    this.page.addEventListener("pointerdown", ({ target }) => (this.last = target.closest(STOPS) ?? this.last));
    this.page.addEventListener("keydown", (event) => this.press(event));
  }

  press(event) {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || above()) return;
    if (event.key === "Tab") this.#tab(event);
    else if (event.key === "Escape") this.#out(event.target);
    else if (isArrow(event.key) && !event.shiftKey) this.#arrow(event);
  }

  /** Before and behind all panels: who leaves goes there, and who comes from the browser's own controls is led in. */
  #end(where) {
    const end = document.createElement("span");
    const first = where === "afterbegin";
    Object.assign(end, { tabIndex: first ? 0 : -1, className: "visually-hidden" });
    if (first) end.addEventListener("focus", () => this.leaving || this.#stops()[0]?.focus());
    this.page.insertAdjacentElement(where, end);
    return end;
  }

  #remember(target) {
    const stop = target.closest?.(STOPS);
    if (!stop) return;
    this.last = stop;
    if (target !== stop) this.inside.set(stop, target);
  }

  #tab(event) {
    const { target, shiftKey } = event;
    const way = shiftKey ? -1 : 1;
    const sheet = target.closest("dialog");
    if (sheet) return shiftKey && target === shownIn(sheet, CONTROLS)[0] && this.#go(event, this.#stops().at(-1));
    const stop = target.closest(STOPS);
    if (stop && target.matches(FIELDS)) {
      const fields = shownIn(stop, FIELDS);
      const next = fields[fields.indexOf(target) + way];
      if (next) return this.#go(event, next);
    }
    const stops = this.#stops();
    const at = stop ? stops.indexOf(stop) : target === this.page && this.last ? stops.indexOf(this.last) - way : -1;
    this.#go(event, stops[at + way] ?? (way > 0 ? this.#sheet() : null), this.ends[way > 0 ? 1 : 0]);
  }

  #sheet() {
    const sheet = this.page.querySelector("dialog[open]:not([hidden])");
    return sheet && shownIn(sheet, CONTROLS)[0];
  }

  #go(event, to, leave) {
    if (to) event.preventDefault();
    this.leaving = !to;
    (to ?? leave)?.focus();
    this.leaving = false;
    return true;
  }

  #stops() {
    return shownIn(this.page, STOPS).filter((stop) => !stop.closest("[inert]"));
  }

  #arrow(event) {
    const { target, key } = event;
    const stop = target.closest(STOPS);
    if (!stop || target.matches(OWN_ARROWS) || target.closest("dialog")) return;
    const controls = shownIn(stop, CONTROLS).filter((one) => !one.disabled && !one.closest("[inert]"));
    const at = controls.indexOf(target);
    const next = at < 0 ? this.#entry(stop, controls) : controls[toward(controls.map(boxOf), at, key)];
    event.preventDefault();
    event.stopImmediatePropagation();
    next?.focus();
  }

  #entry(stop, controls) {
    const before = this.inside.get(stop);
    return controls.includes(before) ? before : controls[0];
  }

  /** From a control back to its panel, from a field or a panel back to the desk. */
  #out(target) {
    const stop = target.closest?.(STOPS);
    if (!stop) return;
    if (target === stop || target.matches(FIELDS)) target.blur();
    else stop.focus();
  }
}

const above = () => document.querySelector("dialog:modal, [popover]:popover-open");
const boxOf = (element) => element.getBoundingClientRect();
const shownIn = (root, found) => [...root.querySelectorAll(found)].filter((one) => one.checkVisibility());
