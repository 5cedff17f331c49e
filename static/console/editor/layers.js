/** The places of a scene as a list, the topmost first: chosen, filled, restacked, added and removed. */

import { gettext, interpolate } from "../../i18n.js";
import { attr, h, icon, List, text } from "../widgets/h.js";
import { select } from "../widgets/layer.js";
import { MOST_SLOTS } from "./draft.js";
import { placeName } from "./words.js";

export function layerList(editor, view) {
  const rows = h("ol.layers");
  const add = h(
    "button.button.small",
    { type: "button", onclick: () => editor.add(view.value.show.sources) },
    icon("plus"),
    gettext("Add a place"),
  );
  const list = new List(rows, {
    key: ({ name }) => name,
    make: (slot) => makeRow(editor, slot.name, rows),
    update: (row, slot, at) => showRow(row, slot, at, editor, view.value.show),
  });
  const element = h(
    "section.editor-layers",
    { "aria-label": gettext("Places, the topmost first") },
    h("header.editor-row", {}, h("h3.editor-title", {}, gettext("Places")), h("span.spring"), add),
    rows,
  );
  const show = () => {
    list.show([...editor.draft.slots].reverse());
    add.disabled = editor.draft.slots.length >= MOST_SLOTS;
  };
  return { element, show };
}

function makeRow(editor, name, rows) {
  const words = { name: placeName(name) };
  const button = (sign, label, onclick) => {
    const said = interpolate(label, words);
    const props = { type: "button", "aria-label": said, title: said, onclick };
    return h("button.button.quiet.icon-only.small", props, icon(sign));
  };
  const step = (by) => editor.restack(name, editor.draft.slots.findIndex((one) => one.name === name) + by);
  const choose = h("button.layer-name", { type: "button", onclick: () => editor.select(name) }, words.name);
  const source = select([], "", {
    "aria-label": interpolate(gettext("What is in place “%(name)s”"), words),
    onchange: ({ target }) => editor.fill(name, target.value || null),
  });
  const up = button("up", gettext("Move “%(name)s” up"), () => step(1));
  const down = button("down", gettext("Move “%(name)s” down"), () => step(-1));
  const remove = button("close", gettext("Remove the place “%(name)s”"), () => editor.remove(name));
  const grip = h("span.layer-grip", { "aria-hidden": "true" }, icon("list"));
  const row = h("li.layer", { data: { name } }, grip, choose, source, up, down, remove);
  dragged(editor, name, grip, rows);
  return Object.assign(row, { parts: { choose, source, up, down, remove } });
}

function showRow(row, slot, at, editor, show) {
  const { choose, source, up, down, remove } = row.parts;
  attr(row, "data-chosen", slot.name === editor.selected);
  attr(choose, "aria-pressed", slot.name === editor.selected);
  const options = [["", gettext("Empty")], ...show.sources.map(({ id, name }) => [id, name])];
  const known = JSON.stringify(options);
  if (source.dataset.known !== known) {
    source.dataset.known = known;
    source.replaceChildren(...options.map(([value, words]) => h("option", { value }, words)));
  }
  source.value = editor.draft.sources[slot.name] ?? "";
  const { length } = editor.draft.slots;
  up.disabled = at === 0;
  down.disabled = at === length - 1;
  remove.disabled = length === 1;
  text(choose, placeName(slot.name));
}

/** A row follows the pointer: it changes places with whichever row the pointer is over. */
function dragged(editor, name, grip, rows) {
  let held = false;
  grip.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    grip.setPointerCapture(event.pointerId);
    held = true;
    editor.select(name);
    editor.begin();
  });
  grip.addEventListener("pointermove", ({ clientY }) => {
    if (!held) return;
    const over = [...rows.children].findIndex((row) => clientY < row.getBoundingClientRect().bottom);
    const at = editor.draft.slots.length - 1 - (over < 0 ? rows.children.length - 1 : over);
    if (editor.draft.slots[at]?.name !== name) editor.restack(name, at);
  });
  for (const ends of ["pointerup", "pointercancel"])
    grip.addEventListener(ends, () => {
      if (held) editor.end();
      held = false;
    });
}
