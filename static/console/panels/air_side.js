/** The two sides of a programme delay: what the desk composes now, and what leaves for the viewers. */

import { gettext, interpolate } from "../../i18n.js";
import { attr, h } from "../widgets/h.js";

/** What the program monitor is called. Pure. */
export function busWords(delay_s, air) {
  if (!delay_s) return gettext("Program");
  if (air) return gettext("Leaving now");
  return interpolate(gettext("Program · %(seconds)s s before air"), { seconds: delay_s });
}

/** A button that is there only with a delay; `turn(air)` is told which side is looked at. */
export function airSwitch(turn) {
  const side = { air: false };
  const button = h(
    "button.button.small.air-side",
    {
      type: "button",
      hidden: true,
      "aria-pressed": "false",
      "aria-label": gettext("See what leaves for the viewers"),
      title: gettext("What leaves for the viewers now, with its captions"),
    },
    gettext("Air"),
  );
  const choose = (air) => {
    side.air = air;
    attr(button, "aria-pressed", air);
    turn(air);
  };
  button.addEventListener("click", () => choose(!side.air));
  side.button = button;
  side.show = (delay_s) => {
    button.hidden = !delay_s;
    if (!delay_s && side.air) choose(false);
  };
  return side;
}
