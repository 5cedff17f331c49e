/** Beside the list: the library, or the sheet that is open. */

import { gettext } from "../../i18n.js";
import { html, nothing, render } from "../lit.js";
import { editorOf } from "./editor.js";
import { libraryOf, watchLibrary } from "./library.js";
import { pasteOf, pasted } from "./paste.js";
import { settingsOf } from "./settings.js";
import { closeSheet, openPaste } from "./sheets.js";
import { icon } from "./signs.js";
import { templatesOf } from "./templates.js";

const SHEETS = { item: editorOf, paste: pasteOf, settings: settingsOf, templates: templatesOf };

export function mountBeside(root, app) {
  app.closeSheet = () => closeSheet(app);
  app.openPaste = () => openPaste(app);
  app.pasted = (event) => pasted(app, event);
  if (!app.work.value.id) return void (root.hidden = true);
  const draw = () => {
    const { sheet } = app.work.value;
    root.dataset.sheet = sheet?.kind ?? "";
    render(sheet && sheet.kind !== "library" ? frameOf(app, SHEETS[sheet.kind](app, sheet)) : libraryOf(app), root);
  };
  app.work.watch(({ sheet, assets, library, run, hunt, row }) => [sheet, assets, library, run, hunt, row], draw);
  app.view.watch(({ editable, show }) => [editable, show], draw);
  watchLibrary(root, app);
}

/** `{title, body, foot, save}`: a form with its own head; Enter in a field saves, Escape closes. */
function frameOf(app, { title, body, foot, save }) {
  const submit = (event) => {
    event.preventDefault();
    save?.(event.target);
  };
  return html`<form class="sheet-form" aria-label=${title} @submit=${submit}>
    <header class="sheet-head">
      <h2>${title}</h2>
      <button
        type="button"
        class="button quiet icon-only"
        aria-label=${gettext("Close")}
        @click=${() => app.closeSheet()}
      >
        ${icon("close")}
      </button>
    </header>
    <div class="sheet-body">${body}</div>
    ${foot ? html`<footer class="sheet-foot">${foot}</footer>` : nothing}
  </form>`;
}
