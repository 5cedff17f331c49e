/** What is put on air when all else fails, at once: beside fade to black, and never behind the air lock, as F8. */

import { gettext, interpolate } from "../../i18n.js";
import { attr, h } from "../widgets/h.js";
import { nameOf } from "../state/tally.js";

export function mountStandby(root, { view, ask }) {
  const button = h("button.button.standby", { type: "button", onclick: () => ask("standby") }, gettext("Standby"));
  (root.querySelector(".take-foot") ?? root).prepend(button);
  view.watch(
    ({ show, desk }) => [show, desk.program],
    (show, program) => {
      const standby = show.standby ?? "";
      attr(button, "aria-pressed", program === (standby || "black"));
      button.title = standbyWords(standby, show);
    },
  );
}

/** What pressing it brings. Pure. */
export function standbyWords(standby, show) {
  if (!standby) return gettext("Black, at once (F8): the show has no standby yet");
  return interpolate(gettext("%(scene)s on air, at once (F8)"), { scene: nameOf(standby, show) });
}
