/** The scene editor: a layout, a source for each place, overlays, and a live miniature of the result. */

import { h } from "../widgets/h.js";
import { facts } from "../state/facts.js";
import { startFields } from "./start.js";
import { holdable } from "../widgets/hold.js";
import { field, select } from "../widgets/layer.js";
import { formSheet } from "../widgets/sheet.js";
import { paintScene } from "../scenes/pictures.js";
import { choices, filled, refill } from "../scenes/templates.js";

export function openSceneDialog(app, scene = null) {
  const { show } = app.view.value;
  const draft = scene ? structuredClone(scene) : firstDraft(show);
  const canvas = h("canvas.scene-preview", {
    width: 480,
    height: 270,
    "aria-label": "How the scene will look",
    role: "img",
  });
  const options = choices(show.layouts, facts.layout_templates);
  const state = { draft, layout: show.layouts.find((one) => one.id === draft.layout) ?? options[0] };
  const fresh = !scene;
  if (fresh) state.draft.slots = filled({}, show.sources, state.layout);
  const repaint = () => paintScene(canvas.getContext("2d", { alpha: false }), state.draft, state.layout, app.tiles.of);
  const forget = app.tiles.register(repaint);
  const changed = () => {
    if (fresh) state.draft.slots = filled(state.draft.slots, show.sources, state.layout);
    fillSlots(slots, state, show, repaint);
    repaint();
  };
  const name = h("input.input", {
    value: draft.name,
    maxlength: 120,
    required: true,
    autofocus: true,
    placeholder: `Scene ${show.scenes.length + 1}`,
  });
  const slots = h("div.slots", {});
  const start = startFields(show, scene);
  const dialog = formSheet(scene ? `Edit ${scene.name}` : "New scene", {
    action: scene ? "Save scene" : "Make scene",
    body: h(
      "div.scene-editor",
      {},
      h("div.scene-left", {}, canvas, layoutPicker(options, state, changed)),
      h(
        "div.scene-right",
        {},
        field("Name", name),
        slots,
        overlayChoice(show, state.draft),
        backgroundField(state.draft, repaint),
        start.element,
      ),
    ),
    danger: scene && ((close) => deleteButton(app, scene, close)),
    save: async () => {
      const { id } = await save(app, scene, { ...state.draft, name: name.value.trim() }, state.layout);
      const changed = await start.read(app.api, id);
      if (changed) await app.api.patch("", { start: changed });
    },
  });
  dialog.addEventListener("close", forget);
  fillSlots(slots, state, show, repaint);
}

function firstDraft(show) {
  return { name: "", layout: show.layouts[0]?.id ?? null, slots: {}, overlays: [], background: "#000000" };
}

function layoutPicker(options, state, changed) {
  const pick = (layout) => {
    state.draft.slots = refill(state.draft.slots, state.layout, layout);
    state.layout = layout;
    changed();
  };
  return h(
    "div.layouts",
    { role: "radiogroup", "aria-label": "Layout" },
    ...options.map((layout) => {
      const glyph = h("canvas", { width: 64, height: 36, "aria-hidden": "true" });
      paintGlyph(glyph.getContext("2d"), layout);
      const input = h("input.visually-hidden", {
        type: "radio",
        name: "layout",
        checked: layout === state.layout,
        onchange: () => pick(layout),
      });
      return h("label.layout-card", { title: layout.name }, input, glyph, h("span", {}, layout.name));
    }),
  );
}

function paintGlyph(context, layout) {
  const { width, height } = context.canvas;
  const scene = { slots: {}, background: "#0c0f13" };
  paintScene(context, scene, layout, () => null);
  context.strokeStyle = "#8591a1";
  for (const { rect } of layout.slots) {
    const [ax, ay] = [
      rect.anchor?.includes("right") ? 1 : rect.anchor?.includes("left") ? 0 : 0.5,
      rect.anchor?.includes("bottom") ? 1 : rect.anchor?.includes("top") ? 0 : 0.5,
    ];
    context.strokeRect(
      (rect.x - ax * rect.w) * width + 1,
      (rect.y - ay * rect.h) * height + 1,
      rect.w * width - 2,
      rect.h * height - 2,
    );
  }
}

function fillSlots(root, state, show, repaint) {
  const options = [["", "Empty"], ...show.sources.map(({ id, name }) => [id, name])];
  root.replaceChildren(
    ...state.layout.slots.map((slot) =>
      field(
        placeWords(slot.name),
        select(options, state.draft.slots[slot.name] ?? "", {
          onchange: ({ target }) => {
            if (target.value) state.draft.slots[slot.name] = target.value;
            else delete state.draft.slots[slot.name];
            repaint();
          },
        }),
      ),
    ),
  );
}

const placeWords = (name) => `Place “${name.replace(/[-_]/g, " ")}”`;

function overlayChoice(show, draft) {
  if (!show.overlays.length) return null;
  const toggle = (id, on) =>
    (draft.overlays = on ? [...draft.overlays, id] : draft.overlays.filter((one) => one !== id));
  return h(
    "fieldset.field",
    {},
    h("span.label", {}, "Overlays of this scene"),
    ...show.overlays.map(({ id, name }) =>
      h(
        "label.check",
        {},
        h("input", {
          type: "checkbox",
          checked: draft.overlays.includes(id),
          onchange: ({ target }) => toggle(id, target.checked),
        }),
        name,
      ),
    ),
  );
}

function backgroundField(draft, repaint) {
  const input = h("input.input", {
    type: "color",
    value: draft.background.slice(0, 7),
    oninput: ({ target }) => {
      draft.background = target.value;
      repaint();
    },
  });
  return field("Background", input);
}

function deleteButton({ api, notices }, scene, close) {
  return holdable(h("button.button.quiet", { type: "button" }, h("span.ring"), "Hold to delete"), async () => {
    try {
      await api.remove(`scenes/${scene.id}`);
      close();
    } catch (error) {
      notices.say(error.message, "warning");
    }
  });
}

/** A template becomes a layout of the show the first time a scene uses it. */
async function save({ api }, scene, draft, layout) {
  const layoutId = layout.id ?? (await api.post("layouts", { name: layout.name, slots: layout.slots })).id;
  // A PATCH merges: a place that has become empty has to be named.
  const slots = Object.fromEntries(
    layout.slots.map(({ name }) => [name, draft.slots[name] ?? null]).filter(([, source]) => scene || source),
  );
  const body = { name: draft.name, layout: layoutId, slots, overlays: draft.overlays, background: draft.background };
  return scene ? api.patch(`scenes/${scene.id}`, body) : api.post("scenes", body);
}
