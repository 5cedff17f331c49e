/** A key of its own for something: pressed once it listens, and the next key is it. */

import { gettext, interpolate } from "../../i18n.js";
import { attr, h, text } from "../widgets/h.js";
import { capOf, comboOf } from "../state/surface.js";
import { refusalOf } from "./reserved.js";

const LEFT_BY = ["Tab", "Escape", "F8"]; // to leave it, and standby: these are nobody's to give away
const HELD = /^(Shift|Control|Alt|Meta|OS|CapsLock|Fn)/;

/**
 * `{element, show(combos, name)}`: a button with the keys of what has this name. `pressed(combo)` hears of a key that
 * may be had, "" for none; `refused(why)` of one that may not be, and with "" that it listens anew.
 */
export function keyField({ pressed, refused }) {
  const element = h("button.key-field", { type: "button" });
  let [name, caps, listens, byHand, taken] = ["", "", false, false, false];
  const draw = () => {
    text(element, listens ? gettext("Press a key") : caps || gettext("No key"));
    element.toggleAttribute("data-listening", listens);
    element.toggleAttribute("data-none", !caps);
    const named = interpolate(gettext("Key of %(name)s: %(keys)s"), { name, keys: caps || gettext("No key") });
    attr(element, "aria-label", listens ? gettext("Press a key") : named);
  };
  const listen = (on) => {
    listens = on;
    if (on) refused("");
    draw();
  };
  element.addEventListener("click", ({ detail }) => {
    byHand = detail > 0; // a hand on the mouse has its next Space for CUT, one on the keyboard keeps its place
    element.focus();
    listen(true);
  });
  element.addEventListener("blur", () => listen(false));
  element.addEventListener("keydown", (event) => {
    if (!listens || event.code === "F8") return;
    if (event.code === "Escape") event.stopPropagation();
    if (LEFT_BY.includes(event.code)) return listen(false);
    event.preventDefault();
    event.stopPropagation();
    if (HELD.test(event.code) || event.metaKey || event.repeat) return;
    taken = true;
    const { empty, combo, why } = readPress(event);
    if (why) return refused(why);
    listen(false);
    if (byHand) element.blur();
    pressed(empty ? "" : combo);
  });
  // Elsewhere than in Chromium a button is pressed when Space is let go.
  element.addEventListener("keyup", (event) => {
    if (taken) event.preventDefault();
    taken = false;
  });
  const show = (combos, of) => {
    name = of;
    caps = combos.map((combo) => capOf(combo)).join(", ");
    draw();
  };
  return { element, show };
}

function readPress({ code, key, shiftKey: shift, ctrlKey: ctrl, altKey: alt }) {
  const combo = comboOf({ code, shift, ctrl, alt });
  const empty = combo === "Backspace" || combo === "Delete";
  return { empty, combo, why: empty ? "" : refusalOf(combo, key) };
}
