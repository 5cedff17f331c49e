/** The sheet of keys, for `?`: everything the console does with its keys in force, each of them to be changed. */

import { gettext, interpolate } from "../../i18n.js";
import { SHEET } from "../keys.js";
import { setShortcuts, setTheme, shortcutsOn, theme } from "../settings.js";
import { capOf } from "../state/surface.js";
import { h, List } from "../widgets/h.js";
import { holdable } from "../widgets/hold.js";
import { field, select } from "../widgets/layer.js";
import { openSheet } from "../widgets/sheet.js";
import { allAsUsual, combosOf } from "./bindings.js";
import { keysOf } from "./caps.js";
import { groupsOf } from "./deeds.js";
import { makeRow, showRow } from "./row.js";

export function openKeys(app) {
  const filter = h("input.input", { type: "search", placeholder: gettext("Find an action or a key") });
  filter.setAttribute("aria-label", filter.placeholder);
  const groups = h("div.key-groups", {});
  const none = h("p.empty", { hidden: true }, gettext("Nothing has that name or key."));
  const sheet = openSheet(gettext("Keys"), () =>
    h("div.dialog-body.keys", {}, filter, hint(app), groups, none, fixed(), ofThisBrowser(), allUsual(app)),
  );
  const list = new List(groups, { key: ({ name }) => name, make: makeGroup(app), update: showGroup(app) });
  const draw = () => {
    const found = groupsOf(app.view.value.show).map(found_by(filter.value, app.view.value.show));
    list.show(found.filter(({ deeds }) => deeds.length));
    none.hidden = groups.childElementCount > 0;
  };
  const stop = app.view.watch(({ show, editable }) => [show, editable], draw);
  filter.addEventListener("input", draw);
  sheet.addEventListener("close", stop);
  return sheet;
}

/** Of a group, what has these words in its name or on its key. */
const found_by = (words, show) => (group) => {
  const wanted = words.trim().toLowerCase();
  const said = (deed) => [deed.words, deed.hint, ...combosOf(keysOf(show), deed, show).map((one) => capOf(one))];
  const fits = (deed) => said(deed).some((one) => one.toLowerCase().includes(wanted));
  return wanted ? { ...group, deeds: group.deeds.filter(fits) } : group;
};

const makeGroup =
  (app) =>
  ({ title }) => {
    const rows = h("ul.key-rows", {});
    const element = h("section.key-group", {}, h("h3", {}, title), rows);
    element.list = new List(rows, {
      key: (deed) => `${deed.do} ${deed.id}`,
      make: (deed) => makeRow(deed, app),
      update: (row, deed) => showRow(row, deed, app.view.value),
    });
    return element;
  };

const showGroup =
  () =>
  ({ list }, { deeds }) =>
    list.show(deeds);

function hint({ view }) {
  const words = gettext(
    "Press a key's button, then the key. Backspace takes it away. Everybody at this show has them.",
  );
  return view.value.editable && h("p.hint", {}, words);
}

function fixed() {
  const rows = SHEET().flatMap(([keys, words]) => [h("dt", {}, ...caps(keys)), h("dd", {}, words)]);
  return h("section.key-group", {}, h("h3", {}, gettext("Always")), h("dl.sheet", {}, ...rows));
}

/** `[Shift] + click`: what stands in brackets is a key. */
const caps = (keys) => keys.split(/\[(.+?)\]/).map((part, at) => (at % 2 ? h("kbd", {}, part) : part));

function ofThisBrowser() {
  const check = h("input", {
    type: "checkbox",
    checked: shortcutsOn(),
    onchange: ({ target }) => setShortcuts(target.checked),
  });
  const choices = [
    ["dark", gettext("Dark")],
    ["light", gettext("Light")],
  ];
  const appearance = select(choices, theme(), { onchange: ({ target }) => setTheme(target.value) });
  return h(
    "section.key-group",
    {},
    h("h3", {}, gettext("In this browser")),
    h("label.check", {}, check, gettext("Shortcuts of one key work in this browser")),
    field(gettext("Appearance in this browser"), appearance),
    // The page's own form: a choice of language opens the page anew, in that.
    document.querySelector("template#language")?.content.cloneNode(true),
  );
}

function allUsual({ api, view, notices }) {
  if (!view.value.editable) return null;
  const words = gettext("Hold to put all keys back");
  const button = h("button.button.keys-usual", { type: "button" }, h("span.ring"), words);
  button.title = gettext("All keys are the usual ones then, and those of sources, overlays and macros are free");
  const reset = () => api.patch("", { surface: { keys: allAsUsual(keysOf(view.value.show)) } });
  const said = () => notices.say(gettext("All keys are the usual ones. Scenes keep their numbers."));
  const failed = (error) => notices.say(interpolate("%(why)s", { why: error.message }), "warning");
  return holdable(button, () => reset().then(said, failed));
}
