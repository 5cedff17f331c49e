/** For whoever corrects captions: the tray takes the place of scenes and sources, until it is pressed again. */

import { attr, h, icon } from "../widgets/h.js";

const KEPT = "tally.captions.wide";

export function wideButton() {
  const button = h(
    "button.button.quiet.small.icon-only.caption-wide",
    { type: "button", "aria-label": "Wide transcript", title: "Wide transcript, in the place of scenes and sources" },
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
