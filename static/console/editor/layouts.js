/** Layouts to choose from: the show's own, and the templates it does not have yet, each as a little drawing. */

import { gettext, interpolate, ngettext } from "../../i18n.js";
import { choices } from "../scenes/templates.js";
import { facts } from "../state/facts.js";
import { h, text } from "../widgets/h.js";
import { holdable } from "../widgets/hold.js";
import { boxOf } from "./geometry.js";

const GLYPH = { width: 64, height: 36 };

/** `picked(layout)` hears of a choice; `chosen` is the one that stands. */
export function layoutPicker(options, chosen, picked) {
  return h(
    "div.layouts",
    { role: "radiogroup", "aria-label": gettext("Layout") },
    ...options.map((layout) => {
      const glyph = h("canvas", { ...GLYPH, "aria-hidden": "true" });
      paintGlyph(glyph.getContext("2d"), layout);
      const input = h("input.visually-hidden", {
        type: "radio",
        name: "layout",
        checked: layout === chosen,
        onchange: () => picked(layout),
      });
      const name = gettext(layout.name); // one of a template is called as the template is
      return h("label.layout-card", { title: name }, input, glyph, h("span", {}, name));
    }),
  );
}

function paintGlyph(context, { slots }) {
  context.fillStyle = "#0c0f13";
  context.fillRect(0, 0, GLYPH.width, GLYPH.height);
  for (const { rect } of slots) {
    const { x, y, w, h: height } = boxOf(rect, GLYPH);
    context.fillStyle = "#1f2630";
    context.fillRect(x, y, w, height);
    context.strokeStyle = "#8591a1";
    context.strokeRect(x + 1, y + 1, w - 2, height - 2);
  }
}

/** For a scene that is open: another layout, and an end to those that no scene uses. */
export function layoutChoice(app, editor) {
  const picker = h("div");
  const words = h("span");
  const tidy = holdable(h("button.button.small.quiet", { type: "button" }, h("span.ring"), words), () => removed(app));
  const summary = h("summary.label", {}, gettext("Another layout"));
  let known = null;
  const show = () => {
    const { layouts, scenes } = app.view.value.show;
    const now = JSON.stringify([layouts.map(({ id, name }) => [id, name]), unused(layouts, scenes).length]);
    if (known === now) return;
    known = now;
    const options = choices(layouts, facts.layout_templates);
    const chosen = options.find(({ id }) => id && id === editor.draft.layout);
    picker.replaceChildren(layoutPicker(options, chosen, (layout) => editor.lay(layout)));
    const count = unused(layouts, scenes).length;
    tidy.hidden = !count;
    const said = ngettext(
      "Hold to delete %(count)s layout that no scene uses",
      "Hold to delete %(count)s layouts that no scene uses",
      count,
    );
    text(words, interpolate(said, { count }));
  };
  return { element: h("details.editor-choice", {}, summary, picker, tidy), show };
}

/** The layouts that no scene stands on. Pure. */
export function unused(layouts, scenes) {
  const used = new Set(scenes.map(({ layout }) => layout));
  return layouts.filter(({ id }) => !used.has(id));
}

async function removed({ api, view, notices }) {
  try {
    for (const { id } of unused(view.value.show.layouts, view.value.show.scenes)) await api.remove(`layouts/${id}`);
  } catch (error) {
    notices.say(error.message, "warning");
  }
}
