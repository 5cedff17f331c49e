/** A graphic's live panel: its data by its own schema, its steps, and what else it can do. */

import { gettext } from "../../i18n.js";
import { formSheet } from "../widgets/sheet.js";
import { attr, h, text, toggle } from "../widgets/h.js";
import { actionsOf, stepWords } from "./described.js";
import { makeField } from "./fields.js";
import { textOf, valueOf } from "./values.js";

/** Prepare an overlay's row; it becomes a graphic's when it is shown as one. */
export function mountGraphic(row, id, app) {
  row.graphicApp = app;
  row.parts.form.addEventListener("submit", () => row.graphic && apply(row, id, app));
  row.parts.form.addEventListener("keydown", (event) => {
    if (row.graphic && event.key === "Escape") revert(row, event);
  });
}

export function showGraphic(row, described, now, live) {
  const { form } = row.parts;
  if (row.graphic?.described !== described) row.graphic = build(row, described);
  const { fields, step, buttons, texts } = row.graphic;
  toggle(texts, "disabled", !live);
  for (const [name, one] of fields) showField(one, now.fields[name]);
  text(step, stepWords(described, now));
  const actions = actionsOf(described, now);
  actions.forEach(([, words, may], at) => {
    text(buttons[at], words);
    buttons[at].disabled = !live || !may;
  });
  attr(form, "data-graphic", true);
  showUnsent(row);
}

function build(row, described) {
  const changed = () => showUnsent(row);
  const fields = new Map(
    described.form.map((declared) => [declared.name, { declared, ...makeField(declared, changed), told: null }]),
  );
  const step = h("span.graphic-step", { role: "status" });
  const apply = h("button.button.small.apply", { type: "submit" }, gettext("Apply"));
  const buttons = actionsOf(described, { on: true }).map(([id, words]) =>
    h("button.button.small", { type: "button", onclick: () => act(row, described, id) }, words),
  );
  const texts = h("fieldset.graphic-fields", {}, ...[...fields.values()].map(({ element }) => element));
  row.inputs.clear();
  row.parts.form.replaceChildren(
    h("div.graphic-actions", { role: "group", "aria-label": gettext("Steps") }, ...buttons, step),
    ...(fields.size ? [texts, apply] : []),
  );
  return { described, fields, step, buttons, texts, apply };
}

/** What the director has typed and not sent stays, whatever others do meanwhile. */
function showField(one, told) {
  if (told === one.told) return;
  if (one.told === null || !isUnsent(one)) {
    one.write(valueOf(told, one.declared));
    one.sent = textOf(one.read(), one.declared);
  }
  one.told = told;
}

const isUnsent = (one) => textOf(one.read(), one.declared) !== one.sent;
const unsent = (row) => [...row.graphic.fields].filter(([, one]) => isUnsent(one));

function showUnsent(row) {
  const waiting = unsent(row);
  attr(row, "data-unsent", waiting.length > 0);
  row.graphic.apply.disabled = waiting.length === 0 || !row.graphicApp.view.value.live;
  for (const [, one] of row.graphic.fields) attr(one.element, "data-unsent", isUnsent(one));
}

function revert(row, event) {
  event.target.blur();
  for (const [, one] of unsent(row)) one.write(valueOf(one.sent, one.declared));
  showUnsent(row);
}

async function apply(row, id, { ask }) {
  if (!row.parts.form.reportValidity()) return;
  const changes = unsent(row).map(([name, one]) => [name, textOf(one.read(), one.declared)]);
  if (!changes.length || !(await ask("overlay", { overlay: id, fields: Object.fromEntries(changes) }))) return;
  for (const [name, sent] of changes) row.graphic.fields.get(name).sent = sent;
  showUnsent(row);
  // The hands go back to the desk: the next Space is a CUT, not a letter.
  if (row.contains(document.activeElement)) document.activeElement.blur();
}

/** Do an action; one that takes something along asks for it first. */
function act(row, { actions }, action) {
  const overlay = row.dataset.id;
  const own = actions.find(({ id }) => id === action);
  if (!own?.form) return row.graphicApp.ask("overlay_action", { overlay, action });
  const fields = own.form.map((declared) => [declared, makeField(declared, () => {})]);
  for (const [declared, field] of fields) field.write(declared.default);
  const name = gettext(own.name);
  formSheet(name, {
    action: name,
    body: fields.map(([, { element }]) => element),
    save: async () => {
      const payload = Object.fromEntries(fields.map(([{ name }, field]) => [name, field.read()]));
      if (!(await row.graphicApp.ask("overlay_action", { overlay, action, payload })))
        throw new Error(gettext("It was refused; the message says why."));
    },
  });
}
