/** Short words at the edge of the page. A warning stays longer, and any can be closed. */

import { gettext } from "../i18n.js";
import { told } from "../console/state/told.js";
import { h, icon } from "../console/widgets/h.js";

const STAYS_MS = { info: 4000, warning: 12_000 };

export function createNotices(root) {
  return {
    say(words, level = "info") {
      const props = { type: "button", "aria-label": gettext("Close") };
      const close = h("button.button.quiet.icon-only", props, icon("close"));
      const notice = h("p.library-notice", { data: { level } }, h("span", {}, told(words)), close);
      close.addEventListener("click", () => notice.remove());
      root.append(notice);
      setTimeout(() => notice.remove(), STAYS_MS[level]);
    },
  };
}
