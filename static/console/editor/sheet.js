/** The scene editor: a sheet, and handles on the picture of preview while that shows the scene. */

import { gettext, interpolate } from "../../i18n.js";
import { startFields } from "../dialogs/start.js";
import { h, text } from "../widgets/h.js";
import { holdable } from "../widgets/hold.js";
import { field } from "../widgets/layer.js";
import { openSheet } from "../widgets/sheet.js";
import { draftOf, sharing, storedIn } from "./draft.js";
import { Editor } from "./editor.js";
import { slotFields } from "./fields.js";
import { inHand } from "./hands.js";
import { layerList } from "./layers.js";
import { layoutChoice } from "./layouts.js";
import { placed } from "./placed.js";
import { soundFields } from "./sound_fields.js";
import { stepPair } from "./steps.js";
import { airVersions, conflictVersions } from "./versions.js";
import { sharedWords, stateWords } from "./words.js";

/** Open a scene; `made` is the answer that made it, which may be here before the show that has it. */
export function openEditor(app, id, made = null) {
  const { show, revision } = app.view.value;
  const stored = made ? draftOf(made.scene, made.layout) : storedIn(show, id);
  if (!stored) return null;
  const size = show.canvas;
  const editor = new Editor({ api: app.api, scene: id, stored, revision: made?.edit.revision ?? revision, size });
  const place = placed(app, editor);
  const parts = [
    conflictVersions(app, editor),
    airVersions(app, editor),
    place,
    sceneFields(editor),
    layoutField(app, editor),
    layerList(editor, app.view),
    slotFields(editor),
    overlayField(app, editor),
    soundFields(app, editor),
    layoutChoice(app, editor),
    startField(app, id),
  ];
  const foot = footer(app, editor, () => sheet.close());
  const body = h("div.dialog-body.editor", {}, ...parts.map(({ element }) => element).filter(Boolean));
  const titled = (name) => interpolate(gettext("Edit %(name)s"), { name });
  const sheet = openSheet(titled(stored.name), () => h("div.dialog-form.editor-form", {}, body, foot.element), {
    danger: stepPair(app.steps),
  });
  inHand(app, sheet, id, () => [id, ...sharing(app.view.value.show, id).map((one) => one.id)]);
  const draw = () => {
    text(sheet.querySelector("h2"), titled(editor.draft.name));
    [...parts, foot].forEach((one) => one.show?.());
  };
  const stops = [
    editor.watch(draw),
    app.view.watch(
      ({ show: now, revision: newest }) => [now, newest],
      (now, newest) => editor.saving.heard(now, newest),
    ),
    app.view.watch(({ desk, mode, live, show: now }) => [desk, mode, live, now], draw),
    app.tiles.register(draw),
  ];
  const store = () => editor.saving.flush();
  app.steps.before.add(store);
  sheet.addEventListener("close", () => {
    editor.end();
    app.steps.before.delete(store);
    stops.forEach((stop) => stop());
    parts.forEach((part) => part.gone?.());
  });
  editor.gripped = (on) => (sheet.keep = on);
  place.lineUp();
  place.focus(); // a browser would have focused what closes the sheet
  return sheet;
}

/** A field of the scene itself: what is typed until it is left is one step of undo. */
function own(editor, input, read, write) {
  input.addEventListener("focus", () => editor.begin());
  input.addEventListener("blur", () => (editor.end(), show()));
  input.addEventListener("input", () => input.value && editor.set(write(input.value)));
  const show = () => {
    if (document.activeElement !== input || input.type === "color") input.value = read(editor.draft);
  };
  return show;
}

function sceneFields(editor) {
  const name = h("input.input", { maxlength: 120, required: true });
  const background = h("input.input", { type: "color" });
  const shows = [
    own(
      editor,
      name,
      (draft) => draft.name,
      (value) => ({ name: value.trim() || editor.draft.name }),
    ),
    own(
      editor,
      background,
      (draft) => draft.background.slice(0, 7),
      (value) => ({ background: value }),
    ),
  ];
  const element = h("div.editor-scene", {}, field(gettext("Name"), name), field(gettext("Background"), background));
  return { element, show: () => shows.forEach((show) => show()) };
}

/** Which other scenes change along, and the way out of that. */
function layoutField(app, editor) {
  const words = h("p.shared-words");
  const button = h(
    "button.button.small",
    { type: "button", onclick: () => editor.makeOwn() },
    gettext("Make it this scene's own"),
  );
  const element = h("div.shared", {}, words, button);
  const show = () => {
    const others = sharing(app.view.value.show, editor.scene);
    element.hidden = !others.length;
    text(words, sharedWords(others));
  };
  return { element, show };
}

function overlayField(app, editor) {
  const list = h("div.editor-overlays");
  const element = h("fieldset.editor-group", {}, h("legend.label", {}, gettext("Overlays of this scene")), list);
  let known = null;
  const toggle = (id, on) => {
    const others = editor.draft.overlays.filter((one) => one !== id);
    editor.set({ overlays: on ? [...others, id] : others });
  };
  const make = ({ id, name }) => {
    const input = h("input", { type: "checkbox", onchange: ({ target }) => toggle(id, target.checked) });
    return h("label.check", { data: { id } }, input, name);
  };
  const show = () => {
    const { overlays } = app.view.value.show;
    element.hidden = !overlays.length;
    const now = JSON.stringify(overlays.map(({ id, name }) => [id, name]));
    if (now !== known) list.replaceChildren(...overlays.map(make));
    known = now;
    for (const label of list.children) label.firstChild.checked = editor.draft.overlays.includes(label.dataset.id);
  };
  return { element, show };
}

/** How the show starts is the show's, not the scene's: stored on its own, as soon as it is chosen. */
function startField(app, scene) {
  const { show } = app.view.value;
  const start = startFields(show, { id: scene });
  const store = async () => {
    try {
      const changed = await start.read(app.api, scene);
      if (changed) await app.api.patch("", { start: changed });
    } catch (error) {
      app.notices.say(error.message, "warning");
    }
  };
  start.element.addEventListener("change", store);
  return { element: start.element };
}

function footer(app, editor, close) {
  let refusal = null; // of a removal, until something else is done
  const words = h("p.editor-state", { role: "status" });
  const again = h(
    "button.button.small",
    { type: "button", onclick: () => editor.saving.flush() },
    gettext("Try again"),
  );
  const remove = holdable(
    h("button.button.quiet", { type: "button" }, h("span.ring"), gettext("Hold to delete")),
    async () => {
      refusal = { why: await removeScene(app, editor), of: editor.draft };
      if (refusal.why) show();
      else close();
    },
  );
  const done = h("button.button.primary", { type: "button", onclick: close }, gettext("Done"));
  const element = h("footer.dialog-foot", {}, remove, words, again, h("span.spring"), done);
  const show = () => {
    const now = editor.saving.now.value;
    const why = refusal?.of === now.draft ? refusal.why : "";
    words.dataset.state = why ? "failed" : now.state;
    text(words, why || stateWords(now));
    again.hidden = now.state !== "failed";
    remove.disabled = now.state === "gone";
  };
  return { element, show };
}

/** Why a scene is not deleted, or "". What is on air is not deleted beneath it: something else is taken first. */
async function removeScene(app, editor) {
  const { mode, desk } = app.view.value;
  const onAir = mode === "air" && [desk.program, desk.running?.to].includes(editor.scene);
  if (onAir) return gettext("It is on air. Take something else first, then delete it.");
  try {
    await app.api.remove(`scenes/${editor.scene}`);
    return "";
  } catch (error) {
    return error.message;
  }
}
