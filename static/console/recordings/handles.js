/** Two handles on a line, for the first and the last picture of a clip; by pointer, and by key a picture at a time. */

import { gettext } from "../../i18n.js";
import { attr, h } from "../widgets/h.js";
import { written } from "./moments.js";

const KEYS = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 };

/** `move(which, to)` is asked to move an end to so many seconds; `show(stretch, length)` draws them. */
export function handles({ move, picture }) {
  const kept = h("i.trim-kept", {});
  const ends = {
    start: handle("start", gettext("First picture of the clip")),
    end: handle("end", gettext("End of the clip")),
  };
  const line = h("div.trim-line", {}, kept, ends.start, ends.end);
  const now = { stretch: { start: 0, end: 0 }, length: 0 };
  for (const [which, element] of Object.entries(ends)) {
    drag(line, element, (share) => move(which, share * now.length));
    element.addEventListener("keydown", (event) =>
      nudge(event, (by) => move(which, now.stretch[which] + by), picture()),
    );
  }
  const show = (stretch, length) => {
    Object.assign(now, { stretch, length });
    const share = (seconds) => `${length ? (100 * seconds) / length : 0}%`;
    kept.style.setProperty("inset-inline-start", share(stretch.start));
    kept.style.setProperty("inline-size", share(stretch.end - stretch.start));
    for (const [which, element] of Object.entries(ends)) showHandle(element, stretch[which], length, share);
  };
  return { element: line, show };
}

function handle(which, words) {
  return h("span.trim-handle", { role: "slider", tabindex: "0", "aria-label": words, data: { which } });
}

function showHandle(element, seconds, length, share) {
  element.style.setProperty("inset-inline-start", share(seconds));
  attr(element, "aria-valuemin", 0);
  attr(element, "aria-valuemax", length.toFixed(2));
  attr(element, "aria-valuenow", seconds.toFixed(2));
  attr(element, "aria-valuetext", written(seconds));
}

function drag(line, element, to) {
  element.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    element.focus();
    element.setPointerCapture(event.pointerId);
    const follow = ({ clientX }) => to(shareAt(line, clientX));
    element.addEventListener("pointermove", follow);
    element.addEventListener("lostpointercapture", () => element.removeEventListener("pointermove", follow), {
      once: true,
    });
  });
}

function shareAt(line, x) {
  const { left, width } = line.getBoundingClientRect();
  const share = Math.min(1, Math.max(0, (x - left) / width));
  return getComputedStyle(line).direction === "rtl" ? 1 - share : share;
}

function nudge(event, move, picture) {
  const way = KEYS[event.code];
  if (!way) return;
  event.preventDefault();
  event.stopPropagation();
  move(way * (event.shiftKey ? 1 : picture));
}
