/** What stands beside the list: the library, or one sheet to fill in. Opening and closing never lose the focus. */

import { gettext } from "../../i18n.js";
import { h } from "../../console/widgets/h.js";
import { openDialog } from "../../console/widgets/layer.js";
import { unlessOthers } from "./asking.js";
import { chosenIds } from "./making.js";

export function openEditor(app) {
  const ids = chosenIds(app);
  if (!ids.length) return;
  unlessOthers(app, ids, () => open(app, { kind: "item", ids, draft: {}, problems: [] }));
}

export const openPaste = (app, text = "") => open(app, { kind: "paste", text });
export const openSettings = (app) => open(app, { kind: "settings", draft: {} });
export const openTemplates = (app, day) => open(app, { kind: "templates", day });
/** The library stands beside the list; where there is no room, it comes over it as a sheet does. */
export const openBeside = (app) => {
  const room = document.querySelector(".library-search")?.checkVisibility();
  app.set({ sheet: room ? null : { kind: "library" } });
  document.querySelector(".library-search")?.focus();
};

function open(app, sheet) {
  app.set({ sheet });
  requestAnimationFrame(() =>
    document.querySelector(".sheet-form :is(input, select, textarea):not([type=hidden])")?.focus(),
  );
}

/** The list takes the focus back, on the row it had. */
export function closeSheet(app) {
  app.set({ sheet: null });
  const view = app.work.value.tab === "calendar" ? document.querySelector(".week") : app.list?.scroller;
  view?.focus({ preventScroll: true });
}

export const SHEET = () => [
  ["↑ ↓", gettext("Walk through the items; with Shift choose what is passed")],
  ["Space", gettext("Choose the item, or not")],
  ["Ctrl + A", gettext("Choose all that are shown")],
  ["Alt + ↑ ↓", gettext("Move what is chosen one place up or down")],
  ["Enter", gettext("Jump there, after a question; while the rundown does not run, open the item")],
  ["E or F2", gettext("Open the item, or all that are chosen")],
  ["Delete", gettext("Take out what is chosen")],
  ["Ctrl + V", gettext("Paste a list: rows of a spreadsheet, names or addresses")],
  ["Ctrl + Z", gettext("Undo; with Shift do it again")],
  ["/", gettext("Search")],
  ["D", gettext("Dry run: what is on at another time; ← and → step a minute, with Shift an hour")],
  ["F8", gettext("Standby: works while typing and in dialogs too")],
  ["Esc", gettext("Close the sheet, leave a question or the dry run, choose none")],
];

export function openHelp() {
  openDialog(gettext("Keys"), () =>
    h(
      "div.dialog-body",
      {},
      h("dl.sheet", {}, ...SHEET().flatMap(([keys, words]) => [h("dt", {}, h("kbd", {}, keys)), h("dd", {}, words)])),
    ),
  );
}
