/** The bar of a transport: where it stands in its file, its marks, and a place to drag. */

import { gettext } from "../../i18n.js";
import { attr, h, text, toggle } from "./h.js";
import { clipTime } from "../state/time.js";

/**
 * `seek(position_s)` hears every movement of a hand, `released()` its end, `step(way, fine)` the arrow keys,
 * `refused()` a press on the bar while it is locked or without a length. `show` draws; a hand on the bar wins over it.
 */
export function makeScrubBar({ seek, step, refused, released }) {
  const parts = { kept: h("i.scrub-kept"), done: h("i.scrub-done"), head: h("i.scrub-head"), tip: h("span.scrub-tip") };
  const element = h(
    "div.scrub",
    { role: "slider", tabindex: "0", "aria-label": gettext("Position"), "aria-valuemin": "0" },
    h("i.scrub-track", {}, parts.kept, parts.done),
    parts.head,
    parts.tip,
  );
  const state = { length_s: null, locked: false, held: null };
  const at = ({ clientX }) => {
    const { left, width } = element.getBoundingClientRect();
    return Math.max(0, Math.min(1, (clientX - left) / width)) * state.length_s;
  };
  const move = (event) => {
    state.held = at(event);
    place(parts, state.held, state.length_s);
    text(parts.tip, clipTime(state.held, true));
    seek(state.held);
  };
  const letGo = () => {
    if (state.held !== null) released();
    state.held = null;
    toggle(element, "data-held", false);
  };
  element.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault(); // the focus stays where it was: the next Space is CUT
    if (state.locked || !state.length_s) return refused();
    element.setPointerCapture(event.pointerId);
    toggle(element, "data-held", true);
    move(event);
  });
  element.addEventListener("pointermove", (event) => state.held !== null && move(event));
  for (const name of ["pointerup", "pointercancel", "lostpointercapture"]) element.addEventListener(name, letGo);
  element.addEventListener("keydown", (event) => {
    const way = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
    if (!way || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    step(way, event.shiftKey);
  });
  return { element, letGo, show: (now) => show(element, parts, Object.assign(state, now)) };
}

function show(element, parts, { position_s, length_s, in_s, out_s, locked, held, words }) {
  attr(element, "aria-disabled", locked || !length_s);
  attr(element, "aria-valuemax", Math.round(length_s ?? 0));
  attr(element, "aria-valuenow", Math.round(position_s));
  attr(element, "aria-valuetext", words);
  toggle(element, "data-in", in_s > 0);
  toggle(element, "data-out", out_s > 0);
  const [from, to] = length_s ? [in_s / length_s, (out_s || length_s) / length_s] : [0, 0];
  set(element, "--in", Math.min(1, from));
  set(element, "--out", Math.min(1, to));
  if (held === null) place(parts, position_s, length_s);
}

function place({ head, done, tip }, position_s, length_s) {
  const share = length_s ? Math.min(1, position_s / length_s) : 0;
  for (const one of [head, done, tip]) set(one, "--at", share);
}

function set(element, name, share) {
  const value = share.toFixed(4);
  if (element.style.getPropertyValue(name) !== value) element.style.setProperty(name, value);
}
