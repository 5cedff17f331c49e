/** The palette: type a few letters of what is wanted, Enter does it. For hands that know its name and not its place. */

import { gettext } from "../../i18n.js";
import { attr, h } from "../widgets/h.js";
import { deedsOf } from "./deeds.js";
import { found } from "./find.js";
import { sheetsOf } from "./sheets.js";

const NONE = -1;

/** `act(action)` does what a key would. */
export function openPalette(app, act) {
  if (document.querySelector("dialog.palette")) return;
  const field = h("input.input.palette-field", {
    type: "text",
    role: "combobox",
    placeholder: gettext("What is to be done?"),
    "aria-label": gettext("What is to be done?"),
    "aria-expanded": "true",
    "aria-controls": "palette-list",
    "aria-autocomplete": "list",
    autocomplete: "off",
    spellcheck: "false",
  });
  const list = h("ul.palette-list", { id: "palette-list", role: "listbox", "aria-label": gettext("What can be done") });
  const none = h("p.dim.palette-none", { role: "status", hidden: true }, gettext("Nothing is called that."));
  const dialog = h("dialog.palette", { "aria-label": gettext("Palette") }, field, list, none);
  let shown = [];
  let at = NONE;
  const choose = (to) => {
    at = to === NONE || !shown.length ? NONE : (to + shown.length) % shown.length;
    [...list.children].forEach((row, index) => attr(row, "aria-selected", index === at));
    attr(field, "aria-activedescendant", at === NONE ? "" : `palette-${at}`);
    list.children[at]?.scrollIntoView({ block: "nearest" });
  };
  const run = (deed) => {
    if (!deed) return;
    dialog.close();
    deed.run(app);
  };
  const search = () => {
    const there = { files: Boolean(app.hand.at), documents: Boolean(app.deck.at) };
    shown = found(field.value, deedsOf(app.view.value, { sheets: sheetsOf(app), act, there }));
    list.replaceChildren(...shown.map((deed, index) => row(deed, index, run)));
    none.hidden = shown.length > 0;
    choose(field.value.trim() ? 0 : NONE); // Enter by mistake is to do nothing
  };
  field.addEventListener("input", search);
  dialog.addEventListener("keydown", (event) => {
    const way = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (way) choose(at === NONE && way < 0 ? shown.length - 1 : at + way);
    else if (event.key === "Enter" && !event.repeat && !event.isComposing) run(shown[at]);
    else return;
    event.preventDefault();
  });
  dialog.addEventListener("click", ({ target }) => target === dialog && dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  search();
}

function row(deed, index, run) {
  const props = { id: `palette-${index}`, role: "option", "aria-selected": "false", onclick: () => run(deed) };
  return h("li.palette-row", props, h("span", {}, deed.words), deed.key && h("kbd", {}, deed.key));
}
