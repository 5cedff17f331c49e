/** For whoever corrects captions: the tray takes the whole right column, until it is pressed again. */

import { gettext } from "../../i18n.js";
import { attr, h, icon } from "../widgets/h.js";

const KEPT = "tally.captions.wide";

export function wideButton() {
  const button = h(
    "button.button.quiet.small.icon-only.caption-wide",
    {
      type: "button",
      "aria-label": gettext("Long transcript"),
      title: gettext("Long transcript, over sound and alerts"),
    },
    icon("wide"),
  );
  const turn = (on) => {
    localStorage.setItem(KEPT, on ? "on" : "off");
    attr(button, "aria-pressed", on);
  };
  button.addEventListener("click", () => turn(button.getAttribute("aria-pressed") !== "true"));
  turn(localStorage.getItem(KEPT) === "on");
  return button;
}
