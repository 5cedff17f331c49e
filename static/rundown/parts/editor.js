/**
 * The sheet of one item, or of many at once: every field, in groups. A change is tried on the server while it is made,
 * so that what it brings is seen before it is saved.
 */

import { gettext, interpolate, ngettext } from "../../i18n.js";
import { html, nothing } from "../lit.js";
import { groupsFor } from "./groups.js";
import { icon } from "./signs.js";

const ALL = () => gettext("What you set here is set in all of them; the rest stays.");
const TRY_MS = 350;
let trying = null;

export function editorOf(app, sheet) {
  const items = sheet.ids.map((id) => app.rows.value.byId.get(id)?.item).filter(Boolean);
  if (!items.length) return { title: gettext("Item"), body: html`<p class="dim">${gettext("It was taken out.")}</p>` };
  const single = items.length === 1;
  const n = items.length;
  const title = single
    ? app.rows.value.byId.get(items[0].id).name
    : interpolate(ngettext("%(n)s item", "%(n)s items", n), { n });
  const form = formOf(app, sheet, items);
  const changed = Object.keys(sheet.draft).length > 0;
  return {
    title,
    body: html`${single ? nothing : html`<p class="dim">${ALL()}</p>`}
      <fieldset class="sheet-fields" ?disabled=${!app.view.value.editable}>${groupsFor(form)}</fieldset>`,
    foot: html`${bringsOf(app, sheet)}
      <div class="row">
        <button class="button primary" ?disabled=${!changed || Boolean(sheet.wrong)}>${gettext("Save")}</button>
        <button type="button" class="button quiet" @click=${() => app.closeSheet()}>
          ${changed ? gettext("Leave it") : gettext("Close")}
        </button>
      </div>`,
    save: () => save(app, sheet),
  };
}

/** How fields read and write: `value(name)` is undefined where several items differ. */
function formOf(app, sheet, items) {
  const value = (name) => {
    if (name in sheet.draft) return sheet.draft[name];
    const [first, ...others] = items.map((item) => JSON.stringify(item[name] ?? null));
    return others.every((one) => one === first) ? JSON.parse(first) : undefined;
  };
  const put = (parts, wrong = "") => {
    const { sheet: open } = app.work.value;
    app.set({ sheet: { ...open, draft: wrong ? open.draft : { ...open.draft, ...parts }, wrong } });
    tryOut(app);
  };
  const set = (name, now, wrong) => put({ [name]: now }, wrong);
  const { show } = app.view.value;
  const { assets, runs, run } = app.work.value;
  return {
    value,
    put,
    set,
    single: items.length === 1,
    items,
    show,
    assets: [...assets.values()],
    runs,
    zone: run.zone,
    sheet,
  };
}

/** Once the hand rests, ask the server what the change would bring. */
function tryOut(app) {
  clearTimeout(trying);
  trying = setTimeout(async () => {
    const { sheet } = app.work.value;
    if (sheet?.kind !== "item" || sheet.wrong) return;
    const told = await app.edits.look([opOf(sheet)]).then(
      (problems) => ({ problems, refused: "" }),
      (error) => ({ problems: [], refused: error.message }),
    );
    if (app.work.value.sheet?.draft === sheet.draft) app.set({ sheet: { ...sheet, ...told } });
  }, TRY_MS);
}

const opOf = ({ ids, draft }) => ({ op: "change", ids, set: draft });

function bringsOf(app, { problems, refused, wrong }) {
  if (wrong || refused) return html`<p class="problem" role="alert">${wrong || refused}</p>`;
  if (!problems.length) return nothing;
  return html`<div class="problem" role="status">
    <b>${gettext("If you save this:")}</b>
    ${problems
      .slice(0, 3)
      .map(({ text, repairs }) => html`<p>${icon("alert")} ${text} ${repairs.map((one) => repairOf(app, one))}</p>`)}
  </div>`;
}

function repairOf(app, { label, ops }) {
  const press = () => save(app, app.work.value.sheet, ops);
  return html`<button type="button" class="button small" @click=${press}>${gettext("Save and")}: ${label}</button>`;
}

async function save(app, sheet, repair = []) {
  if (!Object.keys(sheet.draft).length || sheet.wrong) return;
  app.closeSheet();
  await app.edits.propose([opOf(sheet), ...repair], { seen: sheet.problems });
}
