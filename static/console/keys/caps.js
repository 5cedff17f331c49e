/** The keys that stand on buttons: those in force, whatever they usually are. */

import { text } from "../widgets/h.js";
import { capOf } from "../state/surface.js";
import { combosOf } from "./bindings.js";

export const keysOf = ({ surface }) => surface?.keys ?? {};

/** What stands on a key that does something on the desk, such as "Shift + C"; "" where none does. */
export function capFor(show, name) {
  const [combo] = combosOf(keysOf(show), { do: name, id: "" }, show);
  return combo ? capOf(combo) : "";
}

/** Keep every `kbd` with a `data-deed` in step with the show's keys. */
export function mountCaps(page, view) {
  view.watch(
    ({ show }) => [show.surface],
    () => {
      for (const kbd of page.querySelectorAll("kbd[data-deed]")) {
        const cap = capFor(view.value.show, kbd.dataset.deed);
        text(kbd, cap);
        kbd.hidden = !cap;
      }
    },
  );
}
