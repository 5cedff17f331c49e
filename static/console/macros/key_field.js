/** A field that takes keys as they are pressed. */

import { gettext } from "../../i18n.js";
import { h } from "../widgets/h.js";
import { capOf, comboOf } from "../state/surface.js";

const KEPT = ["Tab", "Escape", "F8"]; // to leave the field, and standby: these are nobody's to give away
const HELD = /^(Shift|Control|Alt|Meta|OS|CapsLock)/;

/** `{element, value()}`; the value is a combination such as `Shift+KeyM`, or "". */
export function keyField(combo) {
  let now = combo;
  const element = h("input.input.key-field", {
    readonly: true,
    value: now && capOf(now),
    placeholder: gettext("No key"),
    "aria-label": gettext("Key"),
  });
  element.addEventListener("keydown", (event) => {
    if (KEPT.includes(event.code) || HELD.test(event.code) || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    const empty = event.code === "Backspace" || event.code === "Delete";
    const { code, shiftKey: shift, ctrlKey: ctrl, altKey: alt } = event;
    now = empty ? "" : comboOf({ code, shift, ctrl, alt });
    element.value = now && capOf(now);
    element.dispatchEvent(new Event("change", { bubbles: true }));
  });
  return { element, value: () => now };
}
