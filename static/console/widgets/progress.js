/** How far an upload is, as a bar that shows itself once there is something to show. */

import { gettext } from "../../i18n.js";
import { h } from "./h.js";

/** `{element, follow(share)}`: `share` is 0–1. */
export function uploadBar() {
  const bar = h("i.progress-bar");
  const element = h("div.progress.upload", {
    role: "progressbar",
    "aria-label": gettext("Upload"),
    "aria-valuemin": 0,
    "aria-valuemax": 100,
    hidden: true,
  });
  element.append(bar);
  const follow = (share) => {
    element.hidden = false;
    bar.style.setProperty("--share", share.toFixed(3));
    element.setAttribute("aria-valuenow", Math.round(share * 100));
  };
  return { element, follow };
}
