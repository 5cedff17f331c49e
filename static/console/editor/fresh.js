/** A new scene: a layout, and a source for each place. Made, it opens in the editor. */

import { gettext, interpolate } from "../../i18n.js";
import { facts } from "../state/facts.js";
import { paintScene } from "../scenes/pictures.js";
import { choices, filled, refill } from "../scenes/templates.js";
import { h } from "../widgets/h.js";
import { field, select } from "../widgets/layer.js";
import { formSheet } from "../widgets/sheet.js";
import { layoutPicker } from "./layouts.js";
import { openEditor } from "./sheet.js";
import { placeName } from "./words.js";

export function openNewScene(app) {
  const { show } = app.view.value;
  const options = choices(show.layouts, facts.layout_templates);
  const usual = interpolate(gettext("Scene %(number)s"), { number: show.scenes.length + 1 });
  const state = { layout: options[0], sources: filled({}, show.sources, options[0]) };
  const canvas = h("canvas.scene-preview", {
    width: 480,
    height: 270,
    role: "img",
    "aria-label": gettext("How the scene will look"),
  });
  const places = h("div.slots");
  const repaint = () =>
    paintScene(canvas.getContext("2d", { alpha: false }), { slots: state.sources }, state.layout, app.tiles.of);
  const fill = () => {
    places.replaceChildren(...state.layout.slots.map((slot) => placeField(slot, state, show, repaint)));
    repaint();
  };
  const pick = (layout) => {
    state.sources = filled(refill(state.sources, state.layout, layout), show.sources, layout);
    state.layout = layout;
    fill();
  };
  const name = h("input.input", { maxlength: 120, autofocus: true, placeholder: usual });
  const forget = app.tiles.register(repaint);
  let made = null;
  const sheet = formSheet(gettext("New scene"), {
    action: gettext("Make scene"),
    body: h(
      "div.new-scene",
      {},
      canvas,
      field(gettext("Name"), name),
      layoutPicker(options, state.layout, pick),
      places,
    ),
    save: async () => {
      made = await make(app.api, name.value.trim() || usual, state);
    },
  });
  sheet.addEventListener("close", () => {
    forget();
    if (made) openEditor(app, made.scene.id, made);
  });
  fill();
}

function placeField(slot, state, show, repaint) {
  const choose = ({ target }) => {
    if (target.value) state.sources[slot.name] = target.value;
    else delete state.sources[slot.name];
    repaint();
  };
  const options = [["", gettext("Empty")], ...show.sources.map(({ id, name }) => [id, name])];
  const words = interpolate(gettext("Place “%(name)s”"), { name: placeName(slot.name) });
  return field(words, select(options, state.sources[slot.name] ?? "", { onchange: choose }));
}

/** A template becomes a layout of the show the first time a scene uses it. */
function make(api, name, { layout, sources }) {
  const stands = layout.id ? { layout: layout.id } : { slots: layout.slots, layout_name: layout.name };
  return api.post("arrange", { name, sources, ...stands });
}
