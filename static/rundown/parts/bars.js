/** What wants an answer, above the list: a question, what an edit would bring, somebody else's change. */

import { gettext, interpolate, ngettext } from "../../i18n.js";
import { html, nothing, render } from "../lit.js";
import { topOf } from "../plain/rows.js";
import { icon } from "./signs.js";

const SHOWN = 4;

export function mountBars(root, app) {
  const draw = () => render(barsOf(app), root);
  app.work.watch(
    ({ asking, proposal, conflict, open, problems }) => [asking, proposal, conflict, open, problems],
    draw,
  );
  app.rows.watch(({ all }) => [all], draw);
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    const { asking, proposal, conflict } = app.work.value;
    if (asking) asking.no();
    else if (proposal || conflict) leave(app);
  });
}

function barsOf(app) {
  const { asking, proposal, conflict, open } = app.work.value;
  return html`${asking ? question(asking) : nothing} ${conflict ? conflictBar(app, conflict) : nothing}
  ${proposal ? proposalBar(app, proposal) : open === "problems" && !conflict ? problemsBar(app) : nothing}`;
}

function question({ text, words, yes, no }) {
  return html`<div class="bar-note asking" role="alertdialog" aria-label=${text}>
    <b>${text}</b><span class="spring"></span>
    <button type="button" class="button primary" @click=${yes}>${words} <kbd>Enter</kbd></button>
    <button type="button" class="button quiet" @click=${no}>${gettext("Cancel")} <kbd>Esc</kbd></button>
  </div>`;
}

function conflictBar(app, { ops }) {
  const n = ops.length;
  const words = interpolate(ngettext("Your change is kept", "Your %(n)s changes are kept", n), { n });
  return html`<div class="bar-note warn" role="alert">
    ${icon("alert")}
    <span
      ><b>${gettext("Somebody else has changed this rundown meanwhile.")}</b> ${words}:
      ${gettext("below is theirs. Look, then decide.")}</span
    >
    <span class="spring"></span>
    <button type="button" class="button primary" @click=${() => app.edits.again()}>
      ${gettext("Put mine on top")}
    </button>
    <button type="button" class="button" @click=${() => leave(app)}>${gettext("Drop mine")}</button>
  </div>`;
}

/** What an edit would bring, before it is saved: with each problem its repairs. */
function proposalBar(app, { problems }) {
  const n = problems.length;
  const words = interpolate(
    ngettext("This brings %(n)s problem. It is not saved yet.", "This brings %(n)s problems. It is not saved yet.", n),
    { n },
  );
  return html`<div class="bar-note warn" role="alert">
    <div class="bar-lines">
      <b>${words}</b>${problems.slice(0, SHOWN).map((one) => problemLine(app, one, (ops) => app.edits.accept(ops)))}
    </div>
    <span class="spring"></span>
    <button type="button" class="button primary" @click=${() => app.edits.accept()}>${gettext("Save anyway")}</button>
    <button type="button" class="button" @click=${() => leave(app)}>${gettext("Take it back")}</button>
  </div>`;
}

function problemsBar(app) {
  const { problems } = app.work.value;
  if (!problems.length)
    return html`<div class="bar-note"><span>${gettext("No problems: everything has its time.")}</span></div>`;
  return html`<div class="bar-note problems">
    <div class="bar-lines all">${problems.map((one) => problemLine(app, one, (ops) => app.edits.propose(ops)))}</div>
  </div>`;
}

function problemLine(app, { item, text, repairs }, repair) {
  const top = topOf(item);
  const row = app.rows.value.byId.get(top);
  const show = () => {
    app.set({
      look: { search: "", kind: "", only: "" },
      tab: "list",
      selection: { chosen: new Set([top]), focus: top, anchor: top },
    });
    app.list.reveal();
  };
  return html`<div class="problem-line">
    <button type="button" class="problem-where" @click=${show}>${row ? `${row.index + 1} ${row.name}` : ""}</button>
    <span>${text}</span>
    ${repairs.map(({ label, ops }) => button(label, () => repair(ops)))}
  </div>`;
}

const button = (words, press) => html`<button type="button" class="button small" @click=${press}>${words}</button>`;

function leave(app) {
  app.edits.leave();
  app.list?.scroller.focus({ preventScroll: true });
}
