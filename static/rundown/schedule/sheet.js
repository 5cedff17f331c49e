/** The schedule of the show, in a sheet at the right: what comes when, and one entry at a time to fill in. */

import { gettext, interpolate } from "../../i18n.js";
import { h } from "../../console/widgets/h.js";
import { openSheet } from "../../console/widgets/sheet.js";
import { html, nothing, render } from "../lit.js";
import { choiceField, labelled, selectOf, textField } from "../parts/fields.js";
import { repeating } from "../parts/when.js";
import { isTemplate } from "../plain/days.js";
import { changedTo } from "../plain/starts.js";
import { bodyOf, doWords, fresh, soonWords, whenWords } from "./words.js";

export function openSchedule(app) {
  const root = h("div.schedule", {});
  const dialog = openSheet(gettext("Schedule of the show"), () => root);
  const sheet = new Sheet(root, app, (unsaved) => (dialog.unsaved = unsaved));
  sheet.begin();
  const stop = setInterval(() => sheet.draw(), 10_000);
  dialog.addEventListener("close", () => clearInterval(stop));
  return dialog;
}

class Sheet {
  /** `unsaved(is)` is told whether something is filled in that Esc would lose. */
  constructor(root, app, unsaved) {
    Object.assign(this, { root, app, unsaved, entries: null, draft: null, problem: "", removed: "" });
  }

  get base() {
    return `${this.app.server.base}schedule`;
  }

  /** A director's, as starting and stopping the show is. */
  get may() {
    const { rights, connected } = this.app.view.value;
    return rights.includes("operate") && connected;
  }

  async begin() {
    this.draw();
    await this.fetch();
    this.root.querySelector("button")?.focus();
  }

  async fetch() {
    try {
      this.entries = await this.app.server.all(this.base);
      this.problem = "";
    } catch (error) {
      this.problem = error.message;
    }
    this.app.coming.look();
    this.app.set({ entries: this.entries ?? [] });
    this.draw();
  }

  /** Do something with the server and show what there is then; a refusal stays to be read. */
  async change(act) {
    try {
      await act();
      this.problem = "";
      await this.fetch();
      return true;
    } catch (error) {
      this.problem = error.message;
      this.draw();
      return false;
    }
  }

  draw() {
    render(this.draft ? this.form() : this.list(), this.root);
  }

  // -- the list ------------------------------------------------------------------------------------

  list() {
    const { entries, may, problem } = this;
    return html`<div class="dialog-body">
      ${problem ? html`<p class="problem" role="alert">${problem}</p>` : nothing}
      ${entries === null ? html`<p class="dim" role="status">${problem ? "" : gettext("Loading…")}</p>` : nothing}
      ${entries?.length === 0 ? empty(may) : nothing}
      <ul class="schedule-entries" ?hidden=${!entries?.length}>
        ${entries?.map((one) => this.row(one))}
      </ul>
      ${this.removed ? this.takeBack() : nothing}
      <footer class="dialog-foot">
        <button
          type="button"
          class="button primary"
          data-add
          ?disabled=${!may || entries === null}
          @click=${() => this.open(this.fresh())}
        >
          ${gettext("Add an entry")}
        </button>
        ${may ? nothing : html`<span class="dim">${gettext("A director sets the schedule.")}</span>`}
      </footer>
    </div>`;
  }

  row(one) {
    const { runs } = this.app.work.value;
    const [next] = one.next;
    const soon = one.enabled ? soonWords(next && { ...next, do: one.do }, Date.now()) : gettext("Not enabled");
    const words = `${one.name || doWords(one, runs)}, ${whenWords(one)}`;
    const put = (patch) => this.change(() => this.app.server.call("PATCH", `${this.base}/${one.id}`, { body: patch }));
    return html`<li class="schedule-entry" data-entry=${one.id} ?data-off=${!one.enabled}>
      <input
        type="checkbox"
        .checked=${one.enabled}
        ?disabled=${!this.may}
        aria-label=${interpolate(gettext("Enabled: %(name)s"), { name: words })}
        @change=${({ target }) => put({ enabled: target.checked })}
      />
      <div class="schedule-words" title=${one.note || nothing}>
        <b>${one.name || doWords(one, runs)}</b>
        <span class="dim">${one.name ? `${doWords(one, runs)} · ` : ""}${whenWords(one)} · ${one.zone}</span>
        <span class="schedule-soon">${next ? soon : gettext("It is over")}</span>
      </div>
      <button
        type="button"
        class="button small"
        ?disabled=${!this.may}
        aria-label=${interpolate(gettext("Edit: %(name)s"), { name: words })}
        @click=${() => this.open(one)}
      >
        ${gettext("Edit…")}
      </button>
      <button
        type="button"
        class="button small"
        ?disabled=${!this.may}
        aria-label=${interpolate(gettext("Remove: %(name)s"), { name: words })}
        @click=${() => this.remove(one, words)}
      >
        ${gettext("Remove")}
      </button>
    </li>`;
  }

  async remove(one, words) {
    const done = await this.change(() => this.app.server.call("DELETE", `${this.base}/${one.id}`));
    this.removed = done ? words : "";
    this.draw();
    (this.root.querySelector("[data-undo]") ?? this.root.querySelector("[data-add]"))?.focus();
  }

  takeBack() {
    const undo = async () => {
      const done = await this.change(() => this.app.server.call("POST", `${this.app.server.base}undo`, { body: {} }));
      if (done) this.removed = "";
      this.draw();
      this.root.querySelector("[data-add]")?.focus();
    };
    return html`<p class="row" role="status">
      <span>${interpolate(gettext("Removed: %(name)s."), { name: this.removed })}</span>
      <button type="button" class="button small" data-undo @click=${undo}>${gettext("Undo")}</button>
    </p>`;
  }

  // -- one entry -----------------------------------------------------------------------------------

  fresh() {
    const { run, id } = this.app.work.value;
    const zone = run?.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
    return fresh(zone, run && !isTemplate(run) ? id : "", changedTo("fixed", null, zone).at);
  }

  open(draft) {
    [this.draft, this.back, this.removed, this.problem] = [draft, draft.id, "", ""];
    this.draw();
    this.root.querySelector("select, input")?.focus();
  }

  close() {
    this.draft = null;
    this.unsaved(false);
    this.draw();
    const row = this.back && this.root.querySelector(`[data-entry="${this.back}"] button`);
    (row ?? this.root.querySelector("[data-add]"))?.focus();
  }

  put(parts) {
    this.draft = { ...this.draft, ...parts };
    this.unsaved(true);
    this.draw();
  }

  async save(event) {
    event.preventDefault();
    const { draft, base } = this;
    const body = bodyOf(draft);
    const done = await this.change(() =>
      draft.id
        ? this.app.server.call("PATCH", `${base}/${draft.id}`, { body })
        : this.app.server.call("POST", base, { body }),
    );
    if (done) this.close();
  }

  form() {
    const { draft, problem } = this;
    const form = { value: (name) => draft[name], set: (name, value) => this.put({ [name]: value }) };
    return html`<form class="dialog-form" @submit=${(event) => this.save(event)}>
      <div class="dialog-body">
        ${problem ? html`<p class="problem" role="alert">${problem}</p>` : nothing}
        ${choiceField(form, "do", gettext("The show"), DOES())} ${this.more(form)} ${this.when(form)}
        ${textField(form, "name", gettext("Name"))} ${textField(form, "note", gettext("Note"), { long: true })}
      </div>
      <footer class="dialog-foot">
        <span class="spring"></span>
        <button type="button" class="button quiet" @click=${() => this.close()}>${gettext("Leave it")}</button>
        <button class="button primary" ?disabled=${!this.may}>${gettext("Save")}</button>
      </footer>
    </form>`;
  }

  more(form) {
    const { draft, app } = this;
    const hint = gettext("It has the programme from this moment on, on the frame.");
    const runs = (app.work.value.runs ?? []).filter((one) => !isTemplate(one)).map(({ id, name }) => [id, name]);
    const none = [["", gettext("none: what the show starts with")], ...runs];
    if (draft.do === "start") return choiceField(form, "rundown", gettext("Rundown"), none, { hint });
    if (draft.do !== "stop") return nothing;
    return html`<label class="check"
      ><input
        type="checkbox"
        .checked=${draft.closing}
        @change=${({ target }) => this.put({ closing: target.checked })}
      />${gettext("Play the closing film of the rundown first")}</label
    >`;
  }

  when(form) {
    const { rule } = this.draft;
    const at = rule ? rule.start : this.draft.at;
    const put = (parts) => this.put(parts);
    const take = ({ target }) => {
      const local = target.value.length === 16 ? `${target.value}:00` : target.value;
      if (local) put(rule ? { rule: { ...rule, start: local } } : { at: local });
    };
    const clock = html`<input class="input" type="datetime-local" step="1" required .value=${at} @change=${take} />`;
    const zones = Intl.supportedValuesOf?.("timeZone") ?? [];
    const all = [...new Set(["UTC", form.value("zone"), ...zones])].map((one) => [one, one]);
    return html`${labelled(rule ? gettext("First on") : gettext("On"), clock)}
    ${repeating({ rule }, at, put, ["once", "daily", "weekly", "other"])}
    ${labelled(
      gettext("Time zone"),
      selectOf(all, form.value("zone"), ({ target }) => this.put({ zone: target.value })),
    )}`;
  }
}

const DOES = () => [
  ["start", gettext("starts")],
  ["stop", gettext("stops")],
  ["standby", gettext("goes to its standby")],
];

function empty(may) {
  return html`<p class="empty-card">
    ${gettext("Nothing is set: the show starts and stops when somebody presses the button.")}
    ${may ? gettext("Add when it is to be on air, once or every week.") : nothing}
  </p>`;
}
