/** The settings of a rundown: its name and zone, how often it plays, what comes at its end and where nothing is. */

import { gettext } from "../../i18n.js";
import { html, nothing } from "../lit.js";
import { isTemplate } from "../plain/days.js";
import { isPlayable } from "../plain/kinds.js";
import { choiceField, group, labelled, numberField, selectOf, textField } from "./fields.js";
import { breakFields, filesField, stored } from "./inserts.js";

export function settingsOf(app, sheet) {
  const { run, runs, assets } = app.work.value;
  if (!run) return { title: gettext("Settings"), body: nothing };
  const value = (name) => (name in sheet.draft ? sheet.draft[name] : run[name]);
  const set = (name, now) => app.set({ sheet: { ...sheet, draft: { ...sheet.draft, [name]: now } } });
  const form = { value, set, assets: [...assets.values()], show: app.view.value.show, runs };
  const others = (runs ?? []).filter((one) => one.id !== run.id && !isTemplate(one)).map(({ id, name }) => [id, name]);
  const changed = Object.keys(sheet.draft).length > 0;
  return {
    title: gettext("Settings of the rundown"),
    body: html`<fieldset class="sheet-fields" ?disabled=${!app.view.value.editable}>
      ${group(gettext("Rundown"), textField(form, "name", gettext("Name")), zoneField(form))}
      ${group(gettext("Order"), orderFields(form, others))}
      ${group(gettext("Films"), ...FILMS().map(([name, words]) => filesField(form, name, words)))}
      ${group(gettext("Ad breaks"), breakFields(form))}
      ${group(gettext("Filler and sound"), fillerField(form), loudness(form))} ${showFields(app)}
    </fieldset>`,
    foot: html`<div class="row">
      <button class="button primary" ?disabled=${!changed}>${gettext("Save")}</button>
      <button type="button" class="button quiet" @click=${() => app.closeSheet()}>
        ${changed ? gettext("Leave it") : gettext("Close")}
      </button>
    </div>`,
    save: async () => {
      if (!changed) return;
      app.closeSheet();
      await app.edits.propose([{ op: "settings", set: stored(sheet.draft) }]);
      await app.fetched.rundowns();
    },
  };
}

function zoneField(form) {
  const zones = Intl.supportedValuesOf?.("timeZone") ?? [];
  const hint = gettext("All fixed times are read on the clocks of this zone.");
  return labelled(
    gettext("Time zone"),
    html`<input
        class="input"
        list="zones"
        .value=${form.value("zone")}
        @change=${({ target }) => form.set("zone", target.value.trim())}
      />
      <datalist id="zones">${zones.map((one) => html`<option value=${one}></option>`)}</datalist>`,
    hint,
  );
}

const ENDS = () => [
  ["standby", gettext("Standby")],
  ["stop", gettext("Stop")],
  ["next", gettext("Another rundown")],
];

function orderFields(form, others) {
  const then = [["", gettext("choose…")], ...others];
  const hint = gettext("The same seed makes the same order");
  const shuffled = form.value("shuffle") !== null;
  return html`
    <div class="columns">
      ${numberField(form, "rounds", gettext("Rounds"), { min: 0, max: 1000, hint: gettext("0: for ever") })}
      ${choiceField(form, "at_end", gettext("At its end"), ENDS())}
    </div>
    ${form.value("at_end") === "next" ? choiceField(form, "next", gettext("Then"), then) : nothing}
    <label class="check"
      ><input
        type="checkbox"
        .checked=${shuffled}
        @change=${({ target }) => form.set("shuffle", target.checked ? Math.floor(Math.random() * 10_000) : null)}
      />${gettext("Shuffle, another order each round")}</label
    >
    ${shuffled ? numberField(form, "shuffle", gettext("Seed"), { min: 0, hint }) : nothing}
  `;
}

const FILMS = () => [
  ["opening", gettext("Opening: once, when it is started")],
  ["closing", gettext("Closing: once, after the last round")],
];

/** Files that fill the time before a fixed start; they go on where they stopped. */
const fillerField = (form) => filesField(form, "filler", gettext("Fills the time where nothing is"));

function loudness(form) {
  const levels = [
    [null, gettext("As it is")],
    [-23, gettext("−23 LUFS (broadcast)")],
    [-16, gettext("−16 LUFS (web)")],
  ];
  return choiceField(form, "loudness_lufs", gettext("Loudness"), levels);
}

/** What belongs to the whole show is saved at once: its standby, and who may run rundowns. */
function showFields(app) {
  const { show, rights } = app.view.value;
  const { row } = app.work.value;
  if (!row) return nothing;
  const standby = row.standby ?? {};
  const [kind] = Object.keys(standby).filter((name) => standby[name]);
  const all = [["", gettext("Black")], ...["scene", "source"].flatMap((name) => named(show, name)), ...files(app)];
  const put = (patch) => app.fetched.changeShow(patch).catch((error) => app.notices.say(error.message, "warning"));
  const choose = ({ target }) => {
    const [name, id] = target.value.split(" ");
    put({ standby: id ? { [name]: id } : {} });
  };
  return group(
    gettext("The whole show"),
    labelled(gettext("Standby shows"), selectOf(all, kind ? `${kind} ${standby[kind]}` : "", choose)),
    rights.includes("operate") ? producersField(row, put) : nothing,
  );
}

const named = (show, kind) => show[`${kind}s`].map(({ id, name }) => [`${kind} ${id}`, name]);
const files = ({ work }) =>
  [...work.value.assets.values()]
    .filter((one) => one.kind !== "audio" && isPlayable(one))
    .map(({ id, name }) => [`asset ${id}`, name]);

function producersField(row, put) {
  const change = ({ target }) => put({ producers_run: target.checked });
  return html`<label class="check">
    <input type="checkbox" .checked=${Boolean(row.producers_run)} @change=${change} />
    ${gettext("Producers may run a rundown that has the programme")}
  </label>`;
}
