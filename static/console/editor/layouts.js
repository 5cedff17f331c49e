/** Layouts to choose from: the show's own, and the templates it does not have yet, each as a little drawing. */

import { gettext } from "../../i18n.js";
import { h } from "../widgets/h.js";
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
      return h("label.layout-card", { title: layout.name }, input, glyph, h("span", {}, layout.name));
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
