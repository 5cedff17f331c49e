/** The keyboard sheet. */

import { h } from "../widgets/h.js";
import { SHEET } from "../keys.js";
import { openSheet } from "../widgets/sheet.js";
import { gettext } from "../../i18n.js";
import { setShortcuts, setTheme, shortcutsOn, theme } from "../settings.js";
import { field, select } from "../widgets/layer.js";

export function openHelp() {
  openSheet(gettext("Keyboard"), () =>
    h(
      "div.dialog-body",
      {},
      h("dl.sheet", {}, ...SHEET().flatMap(([keys, words]) => [h("dt", {}, ...caps(keys)), h("dd", {}, words)])),
      h(
        "label.check",
        {},
        h("input", {
          type: "checkbox",
          checked: shortcutsOn(),
          onchange: ({ target }) => setShortcuts(target.checked),
        }),
        gettext("Shortcuts of one key work in this browser"),
      ),
      appearance(),
      languageChoice(),
    ),
  );
}

function appearance() {
  const choices = [
    ["dark", gettext("Dark")],
    ["light", gettext("Light")],
  ];
  return field(
    gettext("Appearance in this browser"),
    select(choices, theme(), { onchange: ({ target }) => setTheme(target.value) }),
  );
}

/** The page's own form: a choice of language opens the page anew, in that. */
function languageChoice() {
  return document.querySelector("template#language")?.content.cloneNode(true) ?? "";
}

/** A text in which keys stand in brackets. */
function caps(keys) {
  return keys.split(/\[([^\]]+)\]/).map((part, at) => (at % 2 ? h("kbd", {}, part) : part));
}
