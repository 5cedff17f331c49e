/** The T-bar: a transition by hand, dragged or by key; it stands where it is left, and shows how far AUTO is. */

import { attr, h, toggle } from "../widgets/h.js";
import { gettext, interpolate } from "../../i18n.js";
import { snapped } from "./way.js";

const KEYS = { ArrowRight: 0.05, ArrowUp: 0.05, ArrowLeft: -0.05, ArrowDown: -0.05, PageUp: 0.2, PageDown: -0.2 };

/** `move(position)` hears every movement of a hand; `show(position)` moves the cap unless a hand is on it. */
export function makeTbar(move) {
  const element = h(
    "div.tbar",
    {
      role: "slider",
      tabindex: "0",
      "aria-label": gettext("T-bar"),
      "aria-valuemin": "0",
      "aria-valuemax": "100",
      title: gettext("Drive the transition by hand: it stands where it is left; at its beginning it is called off"),
    },
    h("i.tbar-fill"),
    h("i.tbar-cap"),
  );
  let place = 0;
  let held = null;
  const draw = () => {
    const percent = Math.round(place * 100);
    element.style.setProperty("--at", place.toFixed(3));
    attr(element, "aria-valuenow", percent);
    attr(element, "aria-valuetext", interpolate(gettext("%(percent)s per cent"), { percent }));
  };
  const set = (wanted) => {
    const next = snapped(Math.max(0, Math.min(1, wanted)));
    if (next === place) return;
    place = next;
    draw();
    move(place);
    if (place === 1 && held) held.done = true; // what the hand still does belongs to no other transition
  };
  element.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || element.ariaDisabled === "true") return;
    element.setPointerCapture(event.pointerId);
    const length = element.clientWidth - element.lastElementChild.offsetWidth;
    const way = getComputedStyle(element).direction === "rtl" ? -1 : 1;
    held = { x: event.clientX, place, length: length * way, done: false };
  });
  // The cap follows the hand from where it was: touching it must not put anything on air.
  element.addEventListener("pointermove", (event) => {
    if (held && !held.done) set(held.place + (event.clientX - held.x) / held.length);
  });
  for (const name of ["pointerup", "pointercancel"]) element.addEventListener(name, () => (held = null));
  element.addEventListener("keydown", (event) => {
    const step = { Home: -1, End: 1 }[event.key] ?? KEYS[event.key];
    if (!step || element.ariaDisabled === "true") return;
    event.preventDefault();
    event.stopPropagation();
    set(place + step);
  });
  draw();
  return {
    element,
    show: (position) => {
      if ((held && !held.done) || position === place) return;
      place = position;
      draw();
    },
    allow: (on) => {
      attr(element, "aria-disabled", !on);
      toggle(element, "data-off", !on);
    },
  };
}
