/** What of a show is a web page, and what protects this machine from it. */

import { gettext } from "../../i18n.js";
import { facts } from "./facts.js";
import { tallyOf } from "./tally.js";

const PAGES = new Set(["web", "graphic"]);

/** Whether a kind of source or overlay is shown by a browser. */
export const isPage = (kind) => PAGES.has(kind);

export const showsPages = ({ sources, overlays = [] }) =>
  sources.some(({ input }) => isPage(input.kind)) || overlays.some(({ content }) => isPage(content.kind));

/** What to know before a page is opened here: only where less protects this machine than could; else "". */
export const risk = (kind, known = facts) => (isPage(kind) ? gettext(known.web.warning) : "");

/** Why nobody's hand reaches a page just now, in words; "" where it does. `which` is {source} or {overlay}. */
export function whyBarred({ source, overlay }, { mode, rights, lamps, desk }) {
  if (mode !== "air") return gettext("Off air: there is no page to click into.");
  const onProgram = source ? tallyOf(source, lamps) === "program" : Boolean(desk.overlays[overlay]?.on);
  return onProgram && !rights.includes("operate") ? gettext("On program: only a director may click and type.") : "";
}
