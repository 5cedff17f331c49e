/** Many at once: what was copied from a spreadsheet, or names and addresses, a line each. Seen before it is added. */

import { gettext, interpolate, ngettext } from "../../i18n.js";
import { clipTime } from "../../console/state/time.js";
import { html, nothing } from "../lit.js";
import { contentName } from "../plain/kinds.js";
import { wallText } from "../plain/moments.js";
import { draftsFrom, itemsFrom } from "../plain/paste.js";
import { labelled } from "./fields.js";
import { insertItems } from "./making.js";
import { openPaste } from "./sheets.js";

const SHOWN = 8;

/** Ctrl + V on the list opens the sheet with what is in the clipboard. */
export function pasted(app, event) {
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (!text.trim() || !app.view.value.editable) return;
  event.preventDefault();
  openPaste(app, text);
}

export function pasteOf(app, sheet) {
  const { items, problems } = read(app, sheet.text);
  const n = items.length;
  const add = async () => {
    if (!n) return;
    app.closeSheet();
    await insertItems(app, items);
  };
  return {
    title: gettext("Paste a list"),
    body: html`
      ${labelled(
        gettext("Rows of a spreadsheet, or a name or address a line"),
        html`<textarea
          class="input"
          rows="9"
          spellcheck="false"
          placeholder=${gettext("Name, start, length, note. A first line with headings may put them in any order.")}
          .value=${sheet.text}
          @input=${({ target }) => app.set({ sheet: { ...sheet, text: target.value } })}
        ></textarea>`,
      )}
      <ul class="paste-found">
        ${items.slice(0, SHOWN).map((item) => foundOf(app, item))}
      </ul>
      ${n > SHOWN ? html`<p class="dim">${moreWords(n - SHOWN)}</p>` : nothing}
      ${
        problems.length
          ? html`<div class="problem" role="status">${problems.slice(0, SHOWN).map(problemOf)}</div>`
          : nothing
      }
    `,
    foot: html`<div class="row">
      <button class="button primary" ?disabled=${!n}>
        ${interpolate(ngettext("Add %(n)s item", "Add %(n)s items", n), { n })}
      </button>
      <button type="button" class="button quiet" @click=${() => app.closeSheet()}>${gettext("Leave it")}</button>
    </div>`,
    save: add,
  };
}

function read(app, text) {
  const { run, assets } = app.work.value;
  const today = wallText(Date.now(), run?.zone ?? "UTC").slice(0, 10);
  const { drafts, problems } = draftsFrom(text, today);
  const found = itemsFrom(drafts, { assets, show: app.view.value.show });
  return { items: found.items, problems: [...problems, ...found.problems].sort((one, other) => one.line - other.line) };
}

const moreWords = (n) => interpolate(ngettext("and %(n)s more", "and %(n)s more", n), { n });

function problemOf({ line, text }) {
  return html`<p>${interpolate(gettext("Line %(line)s:"), { line })} ${text}</p>`;
}

function foundOf(app, item) {
  const known = { assets: app.work.value.assets, show: app.view.value.show, runs: app.work.value.runs };
  const when = item.start?.at?.slice(11) ?? "";
  const length = item.duration_s ? clipTime(item.duration_s) : "";
  return html`<li>
    <b>${item.name ?? contentName(item.content, known)}</b>
    <span class="dim">${[when, length].filter(Boolean).join(" · ")}</span>
  </li>`;
}
