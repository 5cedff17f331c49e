/** The keyboard sheet. */

import { h } from "../widgets/h.js";
import { SHEET } from "../keys.js";
import { openSheet } from "../widgets/sheet.js";
import { setShortcuts, shortcutsOn } from "../settings.js";

export function openHelp() {
  openSheet("Keyboard", () =>
    h(
      "div.dialog-body",
      {},
      h("dl.sheet", {}, ...SHEET.flatMap(([keys, words]) => [h("dt", {}, ...caps(keys)), h("dd", {}, words)])),
      h(
        "label.check",
        {},
        h("input", {
          type: "checkbox",
          checked: shortcutsOn(),
          onchange: ({ target }) => setShortcuts(target.checked),
        }),
        "Shortcuts of one key work in this browser",
      ),
    ),
  );
}

function caps(keys) {
  return keys
    .split(/(\s(?:[+–]|or)\s)/)
    .map((part) =>
      /^\s/.test(part) ? part : part.startsWith("Click") || part === "click" ? part : h("kbd", {}, part),
    );
}
