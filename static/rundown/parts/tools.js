/** Above the list: search and filter, add and paste, undo, problems; and what can be done with what is chosen. */

import { gettext, interpolate, ngettext } from "../../i18n.js";
import { menuItem, openMenu } from "../../console/widgets/layer.js";
import { clipTime } from "../../console/state/time.js";
import { html, live, nothing, render } from "../lit.js";
import { isTemplate } from "../plain/days.js";
import { kindWords } from "../plain/kinds.js";
import { toggleDry } from "./dry.js";
import { insertNow, jumpTo } from "./asking.js";
import { breakChosen, chosenIds, copyChosen, insertItems, moveChosen, removeChosen } from "./making.js";
import { openBeside, openEditor, openHelp, openPaste, openSettings } from "./sheets.js";
import { pageKeys } from "./keys.js";
import { icon } from "./signs.js";
import { takeFile } from "./take_file.js";

export function mountTools(root, app) {
  pageKeys(app);
  const draw = () => render(app.work.value.id ? toolsOf(app) : nothing, root);
  app.work.watch(
    ({ look, selection, problems, run, sheet, tab, open, dry }) => [
      look,
      selection,
      problems,
      run,
      sheet,
      tab,
      open,
      Boolean(dry),
    ],
    draw,
  );
  app.rows.watch(({ shown, playing }) => [shown, playing], draw);
  app.view.watch(({ editable, live: may, show }) => [editable, may, show], draw);
}

function toolsOf(app) {
  const { editable } = app.view.value;
  return html`
    <div class="tool-line" ?inert=${!app.work.value.run}>
      ${searching(app)}
      <span class="spring"></span>
      ${countOf(app)} ${problemsButton(app)}
      <button
        type="button"
        class="button dry-button"
        aria-label=${gettext("Dry run")}
        aria-pressed=${Boolean(app.work.value.dry)}
        title=${gettext("What is on at another time (D)")}
        @click=${() => toggleDry(app)}
      >
        ${icon("clock")}<span>${gettext("Dry run")}</span>
      </button>
      <span class="row" ?inert=${!editable}>
        <button
          type="button"
          class="button icon-only"
          aria-label=${gettext("Undo")}
          title=${gettext("Undo (Ctrl + Z)")}
          @click=${() => app.edits.step("undo")}
        >
          ${icon("undo")}
        </button>
        <button
          type="button"
          class="button icon-only"
          aria-label=${gettext("Redo")}
          title=${gettext("Redo (Ctrl + Shift + Z)")}
          @click=${() => app.edits.step("redo")}
        >
          ${icon("redo")}
        </button>
        <button
          type="button"
          class="button"
          aria-haspopup="true"
          @click=${({ currentTarget }) => addMenu(currentTarget, app)}
        >
          ${icon("plus")}${gettext("Add")}
        </button>
      </span>
      <button
        type="button"
        class="button icon-only"
        aria-label=${gettext("More")}
        aria-haspopup="true"
        @click=${({ currentTarget }) => moreMenu(currentTarget, app)}
      >
        ${icon("more")}
      </button>
    </div>
    ${app.work.value.selection.chosen.size ? chosenLine(app, editable) : nothing}
  `;
}

const ONLY = () => [
  ["problems", gettext("With problems")],
  ["fixed", gettext("At a fixed time")],
  ["ahead", gettext("Still to come")],
  ["skipped", gettext("Left out")],
];

function searching({ work, set }) {
  const { look } = work.value;
  const change = (parts) => set({ look: { ...look, ...parts } });
  const kinds = ["video", "audio", "image", "document", "source", "scene", "rundown", "break"];
  return html`
    <input
      type="search"
      class="input search"
      placeholder=${gettext("Search all items  /")}
      aria-label=${gettext("Search all items")}
      .value=${live(look.search)}
      @input=${({ target }) => change({ search: target.value })}
    />
    <select
      class="input narrow"
      aria-label=${gettext("Kind")}
      @change=${({ target }) => change({ kind: target.value })}
    >
      <option value="" ?selected=${!look.kind}>${gettext("All kinds")}</option>
      ${kinds.map((kind) => html`<option value=${kind} ?selected=${look.kind === kind}>${kindWords(kind)}</option>`)}
    </select>
    <select
      class="input narrow"
      aria-label=${gettext("Which")}
      @change=${({ target }) => change({ only: target.value })}
    >
      <option value="" ?selected=${!look.only}>${gettext("All items")}</option>
      ${ONLY().map(([key, words]) => html`<option value=${key} ?selected=${look.only === key}>${words}</option>`)}
    </select>
  `;
}

function countOf({ rows }) {
  const { shown, all } = rows.value;
  const n = all.length;
  const sum = all.reduce((total, { length_s }) => total + (length_s ?? 0), 0);
  const items = interpolate(ngettext("%(n)s item", "%(n)s items", n), { n });
  const some = interpolate(gettext("%(shown)s of %(n)s"), { shown: shown.length, n });
  const long = interpolate(gettext("%(length)s in all"), { length: clipTime(sum) });
  return html`<span class="tool-count" role="status" title=${long}>${shown.length === n ? items : some}</span>`;
}

function problemsButton({ work, set }) {
  const { problems, open } = work.value;
  const n = problems.length;
  if (!n) return nothing;
  return html`<button
    type="button"
    class="button problems-button"
    aria-label=${interpolate(ngettext("%(n)s problem", "%(n)s problems", n), { n })}
    aria-expanded=${open === "problems"}
    @click=${() => set({ open: open === "problems" ? "" : "problems" })}
  >
    ${icon("alert")}<span><b>${n}</b><span class="words"> ${ngettext("problem", "problems", n)}</span></span>
  </button>`;
}

/** What can be done with those chosen: editing for producers, the air for directors. */
function chosenLine(app, editable) {
  const ids = chosenIds(app);
  const n = ids.length;
  const runs = Boolean(app.rows.value.playing) && n === 1;
  const none = () => app.set({ selection: { ...app.work.value.selection, chosen: new Set() } });
  const button = (words, act, more = "") =>
    html`<button type="button" class=${`button small ${more}`} @click=${act}>${words}</button>`;
  return html`<div class="tool-line chosen" role="toolbar" aria-label=${gettext("Chosen items")}>
    <b>${interpolate(ngettext("%(n)s chosen", "%(n)s chosen", n), { n })}</b>
    <span class="row" ?inert=${!editable}>
      ${button(n > 1 ? gettext("Edit all…") : gettext("Edit…"), () => openEditor(app))}
      ${button("↑", () => moveChosen(app, -1), "icon-only")} ${button("↓", () => moveChosen(app, 1), "icon-only")}
      ${button(gettext("Copy"), () => copyChosen(app))}
      ${n > 1 ? button(gettext("Make an ad break"), () => breakChosen(app)) : nothing}
      ${button(gettext("Take out"), () => removeChosen(app))}
    </span>
    <span class="spring"></span>
    ${
      runs
        ? html`<span class="row" ?inert=${!app.view.value.live}
            >${button(gettext("Insert now"), () => insertNow(app, ids[0]))}
            ${button(gettext("Jump here"), () => jumpTo(app, ids[0]))}</span
          >`
        : nothing
    }
    ${button(gettext("Choose none"), none, "quiet")}
  </div>`;
}

function addMenu(button, app) {
  const { show } = app.view.value;
  const runs = (app.work.value.runs ?? []).filter((one) => one.id !== app.work.value.id && !isTemplate(one));
  const add = (content, more = {}) => insertItems(app, [{ content, ...more }]);
  const group = (words, rows, make) =>
    rows.length ? [note(words), ...rows.slice(0, 12).map((one) => menuItem(one.name, () => make(one)))] : [];
  openMenu(button, gettext("Add"), [
    menuItem(gettext("From the library"), () => openBeside(app)),
    menuItem(gettext("Paste a list…"), () => openPaste(app)),
    ...group(gettext("A source, for a minute"), show.sources, ({ id }) =>
      add({ kind: "source", source: id }, { duration_s: 60 }),
    ),
    ...group(gettext("A scene, for a minute"), show.scenes, ({ id }) =>
      add({ kind: "scene", scene: id }, { duration_s: 60 }),
    ),
    ...group(gettext("Another rundown"), runs, ({ id }) => add({ kind: "rundown", rundown: id })),
  ]);
}

function note(words) {
  return Object.assign(document.createElement("p"), { className: "menu-note", textContent: words });
}

function moreMenu(button, app) {
  const address = (format) => app.server.at(app.work.value.id, `/export?format=${format}`);
  const file = (format) =>
    menuItem(interpolate(gettext("Export as %(format)s"), { format: format.toUpperCase() }), () =>
      location.assign(address(format)),
    );
  const bring = menuItem(gettext("Import a file…"), () => takeFile(app));
  bring.hidden = !app.view.value.editable;
  openMenu(button, gettext("More"), [
    bring,
    menuItem(gettext("Settings of the rundown…"), () => openSettings(app)),
    menuItem(gettext("Keys…"), () => openHelp()),
    ...["json", "csv", "m3u", "ics"].map(file),
  ]);
}
