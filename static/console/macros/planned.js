/** What is planned for a frame or a time: below the macros, each with a button that takes it back. */

import { gettext, interpolate } from "../../i18n.js";
import { attr, h, icon, List, text } from "../widgets/h.js";
import { stepWords } from "./words.js";

/** `18:00:05, 24 Nov` of a time, `frame 1234` of a frame. Pure, but for the zone of the browser. */
export function whenWords({ at, at_frame: frame }) {
  if (at === null) return interpolate(gettext("frame %(frame)s"), { frame });
  const moment = new Date(at);
  const day = moment.toLocaleDateString(undefined, { day: "numeric", month: "short" });
  return `${moment.toLocaleTimeString("en-GB")}, ${day}`;
}

/** What it does and when, and who planned it. Pure. */
export function plannedWords(one, show) {
  const { verb, commands, ...parts } = one.command;
  const steps = verb === "batch" ? commands : [{ verb, ...parts }];
  const what = steps.map(({ verb, ...parts }) => stepWords({ verb, parts }, show)).join(" · ");
  return { what, note: one.by ? `${whenWords(one)} · ${one.by}` : whenWords(one) };
}

export function mountPlanned(root, { view, ask }) {
  const heading = h("h3.planned-title", {});
  const rows = h("ul.planned-list", {});
  root.append(heading, rows);
  text(heading, gettext("Planned"));
  const list = new List(rows, {
    make: (one) => makeRow(one, ask),
    update: (row, one) => showRow(row, one, view.value),
  });
  const draw = () => {
    const { planned, show } = view.value;
    root.hidden = !(show && planned?.length);
    list.show(show ? (planned ?? []) : []);
  };
  view.watch(({ planned, show, live }) => [planned, show, live], draw);
}

function makeRow({ id }, ask) {
  const parts = { what: h("span.planned-what", {}), note: h("span.planned-note", {}) };
  const cancel = () => ask("cancel_planned", { planned: id });
  parts.cancel = h("button.button.quiet.icon-only.small", { type: "button", onclick: cancel }, icon("close"));
  const words = h("div.planned-words", {}, parts.what, parts.note);
  return Object.assign(h("li.planned", { data: { id } }, words, parts.cancel), { parts });
}

function showRow({ parts }, one, { show, live }) {
  const { what, note } = plannedWords(one, show);
  text(parts.what, what);
  text(parts.note, note);
  parts.cancel.disabled = !live;
  attr(parts.cancel, "aria-label", interpolate(gettext("Do not do it: %(what)s"), { what }));
}
