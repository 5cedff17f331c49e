/** What a take of the scene brings to the sound desk: for each source how it is heard, and its level. */

import { gettext, interpolate, pgettext } from "../../i18n.js";
import { attr, h } from "../widgets/h.js";
import { select } from "../widgets/layer.js";
import { LEAST_DB, levelIn, MOST_DB, wayOf, withLevel, withWay } from "./scene_sound.js";

const WAYS = () => [
  ["leave", pgettext("sound", "Leave it")],
  ["on", pgettext("switch", "On")],
  ["afv", gettext("With the picture")],
  ["off", pgettext("switch", "Off")],
];

export function soundFields(app, editor) {
  const rows = h("div.editor-sounds");
  const hint = gettext("Set with a take of this scene, and set back with the next one, unless a hand has changed it.");
  const element = h(
    "details.editor-group.editor-sound",
    {},
    h("summary.label", {}, gettext("Sound that the scene brings")),
    h("p.hint", {}, hint),
    rows,
  );
  let known = null;
  const show = () => {
    const { sources } = app.view.value.show;
    element.hidden = !sources.length;
    const now = JSON.stringify(sources.map(({ id, name }) => [id, name]));
    if (now !== known) rows.replaceChildren(...sources.map((source) => makeRow(editor, source)));
    known = now;
    for (const row of rows.children) row.show();
  };
  element.open = Object.keys(editor.draft.sound).length > 0;
  return { element, show };
}

function makeRow(editor, { id, name }) {
  const set = (sound) => editor.set({ sound });
  const way = select(WAYS(), "leave", {
    "aria-label": interpolate(gettext("%(name)s with this scene"), { name }),
    onchange: ({ target }) => set(withWay(editor.draft.sound, id, target.value)),
  });
  const level = h("input.input", {
    type: "text",
    inputmode: "decimal",
    placeholder: gettext("as it is"),
    "aria-label": interpolate(gettext("Level of %(name)s in decibels"), { name }),
    title: interpolate(gettext("%(least)s to %(most)s dB; empty leaves it"), { least: LEAST_DB, most: MOST_DB }),
    oninput: () => {
      const gain_db = levelIn(level.value);
      attr(level, "aria-invalid", gain_db === undefined);
      if (gain_db !== undefined) set(withLevel(editor.draft.sound, id, gain_db));
    },
    onfocus: () => editor.begin(),
    onblur: () => (editor.end(), show()),
  });
  const show = () => {
    const now = editor.draft.sound[id];
    if (document.activeElement !== way) way.value = wayOf(now);
    if (document.activeElement === level) return;
    level.value = now?.gain_db ?? "";
    attr(level, "aria-invalid", false);
  };
  const row = h("div.editor-sound-row", {}, h("span.editor-sound-name", {}, name), way, level, h("span.dim", {}, "dB"));
  return Object.assign(row, { show });
}
