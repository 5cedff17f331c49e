/** The languages at a glance: a press takes one into the picture or out of it; the menu has the rest. */

import { gettext, interpolate } from "../../i18n.js";
import { nameOfLanguage, turned } from "./languages.js";
import { openLanguages } from "../sheets.js";
import { saveCaptions } from "./saving.js";
import { settingsOf } from "./words.js";
import { attr, h, List, text } from "../widgets/h.js";

export function mountChips(root, app) {
  const chips = h("div.chip-row", {});
  const more = h("button.button.small.caption-languages", {
    type: "button",
    "aria-haspopup": "true",
    onclick: () => openLanguages(more, app),
  });
  root.append(chips, more);
  const list = new List(chips, { key: ({ code }) => code, make: ({ code }) => makeChip(code, app), update: showChip });
  app.view.watch(
    ({ show, editable }) => [show.captions, editable],
    (_, editable) => {
      const { languages } = settingsOf(app.view.value.show);
      list.show(languages);
      text(more, languages.length ? gettext("Languages") : gettext("Choose languages"));
      attr(more, "data-wanted", !languages.length);
      more.disabled = !editable;
      for (const chip of list.elements.values()) chip.disabled = !editable;
    },
  );
}

function makeChip(code, app) {
  const press = () => saveCaptions(app, { languages: turned(settingsOf(app.view.value.show).languages, code) });
  return h("button.language-chip", { type: "button", onclick: press }, code);
}

function showChip(chip, { code, burnt }) {
  attr(chip, "aria-pressed", burnt);
  const language = nameOfLanguage(code);
  attr(chip, "aria-label", interpolate(gettext("%(language)s in the picture"), { language }));
  const words = burnt
    ? gettext("%(language)s: in the picture")
    : gettext("%(language)s: not in the picture; viewers can choose it");
  chip.title = interpolate(words, { language });
}
