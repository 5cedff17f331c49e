/** Links that open a view without an account: made, shown again, copied, and revoked by a hold. */

import { gettext, interpolate, language } from "../../i18n.js";
import { told } from "../state/told.js";
import { attr, h } from "../widgets/h.js";
import { holdable } from "../widgets/hold.js";
import { copyLine, field, select } from "../widgets/layer.js";
import { formSheet } from "../widgets/sheet.js";
import { KINDS } from "./sheet.js";

const HOUR_MS = 3_600_000;

export function linksPart(app) {
  const list = h("div.views-links", { "aria-live": "polite" });
  const refresh = () => listed(app, list, refresh);
  const add = h("button.button", { type: "button", onclick: () => makeLink(app, refresh) }, gettext("New link…"));
  refresh();
  return h(
    "section.views-part",
    {},
    h("h3", {}, gettext("Links for people without an account")),
    h(
      "p.hint",
      {},
      gettext("Whoever has a link sees this one view and can do nothing but say that a message was read."),
    ),
    list,
    h("div.row", {}, add),
  );
}

async function listed(app, list, refresh) {
  try {
    const { results } = await app.api.get("views");
    const rows = results.map((row) => linkRow(app, row, refresh));
    list.replaceChildren(...(rows.length ? rows : [h("p.empty", {}, gettext("Nobody has a link yet."))]));
  } catch (error) {
    list.replaceChildren(h("p.problem", { role: "alert" }, told(error.message)));
  }
}

/** What a link shows, in words. */
function kindWords({ kind, source }, show) {
  if (kind !== "tally") return new Map(KINDS()).get(kind) ?? kind;
  const name = show.sources.find(({ id }) => id === source)?.name ?? source;
  return interpolate(gettext("Tally of %(name)s"), { name });
}

function linkRow({ api, notices, view }, row, refresh) {
  const { id, name, link, expires } = row;
  const revoke = h("button.button.danger", { type: "button" }, h("span.ring"), gettext("Hold to revoke"));
  attr(revoke, "aria-label", interpolate(gettext("Hold to revoke the link of %(name)s"), { name }));
  holdable(revoke, async () => {
    try {
      await api.remove(`views/${id}`);
      notices.say(interpolate(gettext("The link of %(name)s is revoked."), { name }));
    } catch (error) {
      notices.say(error.message, "warning");
    }
    refresh();
  });
  const words = { kind: kindWords(row, view.value.show), name };
  return h(
    "section.views-link",
    {},
    copyLine(interpolate(gettext("%(kind)s for %(name)s"), words), link),
    h("div.row", {}, h("span.hint", {}, untilWords(expires)), h("span.spring"), revoke),
  );
}

function untilWords(expires) {
  if (!expires) return gettext("Until it is revoked");
  const time = new Date(expires).toLocaleString(language(), { dateStyle: "medium", timeStyle: "short" });
  return interpolate(gettext("Until %(time)s"), { time });
}

function makeLink({ api, view }, made) {
  const { sources } = view.value.show;
  const kinds = [...KINDS(), ...(sources.length ? [["tally", gettext("Tally of a source")]] : [])];
  const kind = select(kinds, "multiview");
  const source = select(
    sources.map(({ id, name }) => [id, name]),
    sources[0]?.id,
  );
  const name = h("input.input", { required: true, maxlength: 120, placeholder: gettext("Gallery wall") });
  const lives = [
    ["", gettext("it is revoked")],
    [String(12 * HOUR_MS), gettext("tonight, in 12 hours")],
    [String(7 * 24 * HOUR_MS), gettext("a week from now")],
  ];
  const life = select(lives, "");
  const ofSource = field(gettext("Source"), source);
  const follow = () => (ofSource.hidden = kind.value !== "tally");
  kind.addEventListener("change", follow);
  follow();
  const hint = gettext("Stands beside the messages that are read by it");
  formSheet(gettext("New link"), {
    body: h(
      "div.views-form",
      {},
      field(gettext("What is seen"), kind),
      ofSource,
      field(gettext("Who gets it"), name, hint),
      field(gettext("Good until"), life),
    ),
    action: gettext("Make the link"),
    save: async () => {
      const expires = life.value ? new Date(Date.now() + Number(life.value)).toISOString() : null;
      const of = kind.value === "tally" ? { source: source.value } : {};
      await api.post("views", { kind: kind.value, name: name.value.trim(), expires, ...of });
      made();
    },
  });
}
