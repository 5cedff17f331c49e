/** What of a show is a web page, and what protects this machine from it. */

import { facts } from "./facts.js";

const PAGES = new Set(["web", "graphic"]);

/** Whether a kind of source or overlay is shown by a browser. */
export const isPage = (kind) => PAGES.has(kind);

export const showsPages = ({ sources, overlays = [] }) =>
  sources.some(({ input }) => isPage(input.kind)) || overlays.some(({ content }) => isPage(content.kind));

/** What to know before a page is opened here: only where less protects this machine than could; else "". */
export const risk = (kind, known = facts) => (isPage(kind) ? known.web.warning : "");
