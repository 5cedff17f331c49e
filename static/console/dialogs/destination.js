/** Adding a destination and changing it; what became of it, and what its program wrote. */

import { gettext, interpolate } from "../../i18n.js";
import { facts, kindOf } from "../state/facts.js";
import { clockTime } from "../state/time.js";
import { told } from "../state/told.js";
import { formOf } from "../widgets/form.js";
import { h } from "../widgets/h.js";
import { field } from "../widgets/layer.js";
import { formSheet, openSheet } from "../widgets/sheet.js";

/** Without one: add one. */
export async function openDestinationDialog(app, known = null) {
  const row = known && (await asked(app, known.id));
  if (known && !row) return;
  const kinds = facts.kinds.destinations;
  const first = kinds.find(({ secrets }) => secrets.length) ?? kinds[0];
  const name = h("input.input", { value: row?.name ?? "", maxlength: 120, required: true, autofocus: true });
  const starts = h("input", { type: "checkbox" });
  const panel = h("div.source-input", {});
  const state = {};
  const choose = (kind) => {
    const declared = kindOf("destinations", kind);
    const secrets = declared.secrets.map((one) => ({ ...one, given: row?.secrets_set.includes(one.name) }));
    Object.assign(state, { kind, form: formOf(declared.fields, row?.output ?? {}), secrets: formOf(secrets, {}) });
    starts.checked = row?.on ?? declared.on;
    name.placeholder = gettext(declared.label);
    panel.replaceChildren(...state.form.elements, ...state.secrets.elements);
    // A key goes with its server; so does what a platform fills in there.
    const server = state.form.elementOf("server");
    panel.onchange = () => server && row && server.value.trim() !== row.output.server && state.secrets.gone();
  };
  choose(row?.output.kind ?? first.kind);
  const title = row ? interpolate(gettext("Edit %(name)s"), { name: row.name }) : gettext("Add a destination");
  formSheet(title, {
    action: row ? gettext("Save") : gettext("Add destination"),
    body: [
      !row && kindCards(kinds, first.kind, choose),
      field(gettext("Name"), name),
      panel,
      h("label.check", {}, starts, gettext("Start with the show")),
      ...(row?.warnings ?? []).map((words) => h("p.hint.warning", {}, told(words))),
    ],
    save: async () => {
      const output = { kind: state.kind, ...(await state.form.read(app.api, () => {})) };
      const secrets = given(await state.secrets.read(app.api, () => {}));
      const body = { name: name.value.trim(), output, on: starts.checked, ...(secrets && { secrets }) };
      return row ? app.api.patch(`destinations/${row.id}`, body) : app.api.post("destinations", body);
    },
  });
}

/** What somebody has typed, or had forgotten (null): what stays empty stays as it was. */
function given(secrets) {
  const typed = Object.entries(secrets).filter(([, value]) => value !== "");
  return typed.length ? Object.fromEntries(typed) : null;
}

async function asked({ api, notices }, id) {
  try {
    return await api.get(`destinations/${id}`);
  } catch (error) {
    notices.say(error.message, "warning");
    return null;
  }
}

function kindCards(kinds, chosen, choose) {
  const card = ({ kind, label, help }) =>
    h(
      "label.kind-card",
      {},
      h("input.visually-hidden", {
        type: "radio",
        name: "kind",
        value: kind,
        checked: kind === chosen,
        onchange: () => choose(kind),
      }),
      h("b", {}, gettext(label)),
      h("span", {}, gettext(help)),
    );
  return h("div.kind-cards", { role: "radiogroup", "aria-label": gettext("Kind of destination") }, ...kinds.map(card));
}

/** What became of one, newest first, and under it the end of its program's log for who may edit. */
export function openHistory(app, destination) {
  openSheet(interpolate(gettext("What became of %(name)s"), { name: destination.name }), () => {
    const list = h("ul.out-rows.history", {}, h("li.dim", {}, gettext("Looking…")));
    const log = h("pre.log", { tabindex: 0, "aria-label": gettext("Log") }, gettext("Looking…"));
    app.api.get(`destinations/${destination.id}/history`).then(
      ({ results }) => list.replaceChildren(...lines(results)),
      (error) => list.replaceChildren(h("li.problem", {}, error.message)),
    );
    app.api.get(`destinations/${destination.id}/log`).then(
      ({ text }) => log.replaceChildren(text || gettext("Nothing yet.")),
      (error) => log.replaceChildren(error.message),
    );
    const details = h("details.log-of", {}, h("summary", {}, gettext("Log of its program")), log);
    return h("div.dialog-body", {}, list, details);
  });
}

function lines(events) {
  if (!events.length) return [h("li.dim", {}, gettext("Nothing yet: it has not been started."))];
  return events.map(({ time, level, text }) =>
    h("li.out-row", {}, h("time.dim", {}, clockTime(time)), h(`span.level-${level}`, {}, told(text))),
  );
}
