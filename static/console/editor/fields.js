/** Everything of a place in numbers: the way without a mouse, and to the pixel. */

import { gettext, interpolate, pgettext } from "../../i18n.js";
import { attr, h, text } from "../widgets/h.js";
import { field, select } from "../widgets/layer.js";
import { ANCHORS, anchored, cropTyped, flush } from "./geometry.js";
import { changeOfUnit, shown, typed } from "./units.js";
import { anchorName, placeName } from "./words.js";

const MOST = { x: [-2, 3], y: [-2, 3], w: [0.005, 4], h: [0.005, 4] };

/** The fields of the place that is chosen: `element` and `show()`. */
export function slotFields(editor) {
  const fields = [...rectFields(editor), ...cropFields(editor), ...lookFields(editor)];
  const title = h("h3.editor-title");
  const anchor = anchorGrid(editor);
  const unit = unitSwitch(editor);
  const mode = modeSwitch(editor);
  const group = (names, label) =>
    h(
      "fieldset.editor-group",
      {},
      h("legend.label", {}, label),
      h("div.editor-numbers", {}, ...names.map((name) => fields.find((one) => one.name === name).element)),
    );
  const rect = group(["x", "y", "w", "h"], gettext("Position and size"));
  rect.append(anchor.element);
  const element = h(
    "section.editor-slot",
    { "aria-label": gettext("The chosen place") },
    h("header.editor-row", {}, title, h("span.spring"), mode.element, unit.element),
    rect,
    group(["fit", "opacity", "radius"], gettext("Picture")),
    group(["left", "top", "right", "bottom"], gettext("Crop")),
    group(["width", "color"], gettext("Border")),
  );
  const show = () => {
    const { slot } = editor;
    element.hidden = !slot;
    if (!slot) return;
    text(title, interpolate(gettext("Place “%(name)s”"), { name: placeName(slot.name) }));
    for (const one of [...fields, anchor, unit, mode]) one.show(slot);
  };
  return { element, show };
}

/** A field that shows what is stored unless somebody types in it; what is typed in one go is one step of undo. */
function bound(editor, name, label, input, { read, write }) {
  const set = () => {
    const parts = write(input.value, editor.slot);
    if (parts) editor.change(editor.selected, parts);
  };
  let slot = null; // that of the field's last press, as another one may be chosen before it is left
  input.addEventListener("input", set);
  input.addEventListener("focus", () => {
    slot = editor.selected;
    editor.begin();
  });
  input.addEventListener("blur", () => {
    editor.end();
    if (slot) show(editor.slot);
  });
  const show = (now) => {
    if (!now || (document.activeElement === input && now.name === slot && input.type !== "range")) return;
    const value = String(read(now));
    if (input.value !== value) input.value = value;
  };
  return { name, element: field(label, input), show };
}

function number(props) {
  return h("input.input", { type: "number", inputmode: "decimal", ...props });
}

function rectFields(editor) {
  const labels = { x: gettext("X"), y: gettext("Y"), w: gettext("Width"), h: gettext("Height") };
  return Object.entries(labels).map(([name, label]) => {
    const input = number({ step: "any" });
    const length = () => (name === "x" || name === "w" ? editor.size.width : editor.size.height);
    const [least, most] = MOST[name];
    return bound(editor, name, label, input, {
      read: ({ rect }) => shown(rect[name], length(), editor.choice.value.unit),
      write: (value, { rect }) => {
        const fraction = typed(value, length(), editor.choice.value.unit);
        return fraction === null ? null : { rect: { ...rect, [name]: Math.min(Math.max(fraction, least), most) } };
      },
    });
  });
}

function cropFields(editor) {
  const labels = {
    left: gettext("Left %"),
    top: gettext("Top %"),
    right: gettext("Right %"),
    bottom: gettext("Bottom %"),
  };
  return Object.entries(labels).map(([name, label]) =>
    bound(editor, name, label, number({ min: 0, max: 95, step: 0.5 }), {
      read: ({ crop }) => shown(crop[name], 1, "%"),
      write: (value, { crop }) => {
        const fraction = typed(value, 1, "%");
        return fraction === null ? null : { crop: cropTyped(crop, name, fraction) };
      },
    }),
  );
}

function lookFields(editor) {
  const percent = (value, most) => {
    const fraction = typed(value, 1, "%");
    return fraction === null ? null : Math.min(Math.max(fraction, 0), most);
  };
  const fits = [
    ["contain", pgettext("picture", "All of it")],
    ["cover", gettext("Fill the place")],
    ["stretch", gettext("Stretch")],
  ];
  const fit = bound(editor, "fit", gettext("Fit"), select(fits, "contain"), {
    read: (slot) => slot.fit,
    write: (value) => ({ fit: value }),
  });
  const share = (name, label, most) =>
    bound(editor, name, label, number({ min: 0, max: 100 * most, step: 1 }), {
      read: (slot) => shown(slot[name], 1, "%"),
      write: (value) => {
        const fraction = percent(value, most);
        return fraction === null ? null : { [name]: fraction };
      },
    });
  const width = bound(editor, "width", gettext("Width %"), number({ min: 0, max: 10, step: 0.1 }), {
    read: ({ border }) => shown(border.width, 1, "%"),
    write: (value, { border }) => {
      const fraction = percent(value, 0.1);
      return fraction === null ? null : { border: { ...border, width: fraction } };
    },
  });
  const color = bound(editor, "color", gettext("Colour"), h("input.input", { type: "color" }), {
    read: ({ border }) => border.color.slice(0, 7),
    write: (value, { border }) => ({ border: { ...border, color: value + border.color.slice(7) } }),
  });
  return [
    fit,
    share("opacity", gettext("Opacity %"), 1),
    share("radius", gettext("Round corners %"), 0.5),
    width,
    color,
  ];
}

/** Nine points of the place that x and y may mean; pressing the one that stands puts the place there on the canvas. */
function anchorGrid(editor) {
  const cells = ANCHORS.flat().map((anchor) => {
    const choose = () => editor.change(editor.selected, { rect: anchored(editor.slot.rect, anchor, editor.size) });
    const words = anchorName(anchor);
    const props = { type: "button", "aria-label": words, title: words, onclick: choose };
    return [anchor, h("button.anchor", props, h("i"))];
  });
  const put = h(
    "button.button.small.quiet",
    { type: "button", onclick: () => editor.change(editor.selected, { rect: flush(editor.slot.rect) }) },
    gettext("Put it there"),
  );
  const label = gettext("Anchor: the point of the place that X and Y mean");
  const grid = h("div.anchors", { role: "group", "aria-label": label }, ...cells.map(([, cell]) => cell));
  const element = h("div.editor-anchor", {}, grid, h("span.hint", {}, label), put);
  const show = ({ rect }) => {
    for (const [anchor, cell] of cells) attr(cell, "aria-pressed", anchor === rect.anchor);
    put.title = interpolate(gettext("Put the place to: %(where)s"), { where: anchorName(rect.anchor) });
  };
  return { element, show };
}

function unitSwitch(editor) {
  const button = h("button.button.small.quiet", {
    type: "button",
    title: gettext("Pixels or per cent"),
    onclick: () => {
      const unit = editor.choice.value.unit === "px" ? "%" : "px";
      changeOfUnit.keep(unit);
      editor.choose({ unit });
    },
  });
  return { element: button, show: () => text(button, editor.choice.value.unit) };
}

/** What the handles do: the place itself, or what of the picture is cut off. */
function modeSwitch(editor) {
  const button = h(
    "button.button.small.quiet",
    {
      type: "button",
      title: gettext("The handles cut the picture"),
      onclick: () => editor.choose({ mode: editor.mode === "crop" ? "place" : "crop" }),
    },
    gettext("Crop by hand"),
  );
  return { element: button, show: () => attr(button, "aria-pressed", editor.mode === "crop") };
}
