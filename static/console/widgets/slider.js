/** A vertical fader: drag, wheel-free, arrow keys, double click for unity. */

import { gettext, interpolate } from "../../i18n.js";
import { attr, h } from "./h.js";
import { gainAt, gainText, OFF_DB, positionOf, TOP_DB } from "./fader.js";

const KEYS = { ArrowUp: 0.5, ArrowRight: 0.5, ArrowDown: -0.5, ArrowLeft: -0.5, PageUp: 3, PageDown: -3 };

/** `change(gain_db)` hears every movement; `show(gain_db)` moves the cap unless a hand is on it. */
export function makeFader(label, change) {
  const cap = h("i.fader-cap");
  const element = h(
    "div.fader",
    {
      role: "slider",
      tabindex: "0",
      "aria-label": label,
      "aria-orientation": "vertical",
      "aria-valuemin": OFF_DB,
      "aria-valuemax": TOP_DB,
    },
    h("i.fader-track"),
    h("i.fader-unity"),
    cap,
  );
  let gain_db = 0;
  let held = null;
  const draw = () => {
    cap.style.setProperty("--at", positionOf(gain_db).toFixed(3));
    attr(element, "aria-valuenow", gain_db);
    attr(element, "aria-valuetext", interpolate(gettext("%(gain)s decibels"), { gain: gainText(gain_db) }));
  };
  const set = (value) => {
    const next = Math.max(OFF_DB, Math.min(TOP_DB, value));
    if (next === gain_db) return;
    gain_db = next;
    draw();
    change(gain_db);
  };
  element.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    element.setPointerCapture(event.pointerId);
    held = { y: event.clientY, position: positionOf(gain_db), length: element.clientHeight - cap.offsetHeight };
  });
  // The cap follows the hand from where it was: touching the fader must not make it jump.
  element.addEventListener(
    "pointermove",
    (event) => held && set(gainAt(held.position + (held.y - event.clientY) / held.length)),
  );
  for (const name of ["pointerup", "pointercancel"]) element.addEventListener(name, () => (held = null));
  element.addEventListener("dblclick", () => set(0));
  element.addEventListener("keydown", (event) => {
    const step = event.key === "Home" ? TOP_DB - gain_db : event.key === "End" ? OFF_DB - gain_db : KEYS[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    set(Math.round((gain_db + step) * 10) / 10);
  });
  draw();
  return {
    element,
    show: (value) => {
      if (held) return;
      gain_db = value;
      draw();
    },
    get held() {
      return held !== null;
    },
    get gain_db() {
      return gain_db;
    },
  };
}
