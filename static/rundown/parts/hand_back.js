/** The question of handing back, asked alike in the console and on the page of the rundown. */

import { gettext } from "../../i18n.js";
import { menuItem, openMenu } from "../../console/widgets/layer.js";

/** Handing back: at the place where the clock is, or where the director took over. */
export function handBack(under, ask) {
  openMenu(under, gettext("Hand the programme back"), [
    menuItem(gettext("Where the clock is now"), () => ask("rundown_hand_back", { where: "clock" })),
    menuItem(gettext("Where it was left"), () => ask("rundown_hand_back", { where: "left" })),
  ]);
}
