/** The sheet of views: a message to everybody who looks at one, views to open, and links for who has no account. */

import { gettext, interpolate } from "../../i18n.js";
import { h } from "../widgets/h.js";
import { openSheet } from "../widgets/sheet.js";
import { may } from "../state/rights.js";
import { linksPart } from "./links.js";
import { messagesPart } from "./messages.js";

export function openViews(app) {
  const { value } = app.view;
  const leave = [];
  const parts = [messagesPart(app, leave, may(value, "edit")), openPart(app)];
  if (may(value, "operate")) parts.push(linksPart(app));
  const sheet = openSheet(gettext("Views and links"), () => h("div.dialog-body.views", {}, ...parts));
  sheet.addEventListener("close", () => leave.forEach((work) => work()));
  return sheet;
}

/** Every kind of view but the tally, by what it is called. */
export const KINDS = () => [
  ["multiview", gettext("Multiview")],
  ["countdown", gettext("Countdown")],
  ["clock", gettext("Studio clock")],
  ["floor", gettext("Floor")],
];

/** Who is signed in needs no link. */
function openPart({ addresses, view }) {
  const link = (path, words) =>
    h("a.button", { href: `${addresses.views}${path}`, target: "_blank", rel: "noopener" }, words);
  const tallies = view.value.show.sources.map(({ id, name }) =>
    link(`tally/${id}`, interpolate(gettext("Tally of %(name)s"), { name })),
  );
  return h(
    "section.views-part",
    {},
    h("h3", {}, gettext("Open here")),
    h("div.views-open", {}, ...KINDS().map(([kind, words]) => link(kind, words)), ...tallies),
  );
}
