/** What a web page on air can be told from the menu of its source or overlay. */

import { gettext } from "../../i18n.js";
import { openPage } from "../sheets.js";
import { menuItem } from "../widgets/layer.js";

/** `which` is {source} or {overlay}. */
export function pageItems(app, which, name) {
  return [
    menuItem(gettext("Click and type into it…"), () => openPage(app, which, name)),
    menuItem(gettext("Reload the page"), () => app.ask("reload", which), { disabled: !app.view.value.live }),
  ];
}
