/** Two versions of a scene side by side: on air and with the next take, or mine and somebody else's. */

import { gettext, interpolate } from "../../i18n.js";
import { changesOf, takeOfChanges } from "../panels/changes.js";
import { overlaysOf, paintScene } from "../scenes/pictures.js";
import { nameOf } from "../state/tally.js";
import { AIR_LOCKED } from "../state/words.js";
import { h, text } from "../widgets/h.js";

const SIZE = { width: 320, height: 180 };
const LOOK_MS = 200;

function figure(words, name, more = null) {
  const canvas = h("canvas", { ...SIZE, role: "img", "aria-label": words });
  const caption = h("figcaption", {}, words);
  return { canvas, caption, element: h("figure.version", { data: { version: name } }, canvas, caption, more) };
}

function paint({ canvas }, draft, { tiles, view }) {
  const { background, slots, sources } = draft;
  const context = canvas.getContext("2d", { alpha: false });
  const overlays = overlaysOf(draft, view.value.show, view.value.desk);
  paintScene(context, { background, slots: sources }, { slots }, tiles.of, overlays);
}

/** While a scene on air has edits that wait: program as it is, what the next take brings, and the take. */
export function airVersions(app, editor) {
  const onAir = figure(gettext("On air"), "air");
  const next = figure(gettext("Next take"), "next");
  const take = h("button.button.small.changes-take", { type: "button" }, gettext("Take changes"));
  take.addEventListener("click", ({ shiftKey }) => {
    if (app.locked.value) return app.notices.say(AIR_LOCKED, "warning");
    return app.ask("take", takeOfChanges(app.view.value.desk, shiftKey));
  });
  const note = h("p.hint", {}, gettext("What is on air stays as it is until the next take."));
  const element = h(
    "section.versions",
    { "aria-label": gettext("On air and next"), hidden: true },
    onAir.element,
    next.element,
    h("div.editor-row", {}, note, h("span.spring"), take),
  );
  const look = () => {
    const video = document.querySelector("[data-bus='program'] video");
    if (element.hidden || !video?.videoWidth) return;
    onAir.canvas.getContext("2d", { alpha: false }).drawImage(video, 0, 0, SIZE.width, SIZE.height);
  };
  const timer = setInterval(look, LOOK_MS);
  const show = () => {
    const { view } = app;
    element.hidden = !waits(view.value, editor.scene);
    take.hidden = !changesOf(view.value).take;
    if (element.hidden) return;
    paint(next, editor.draft, app);
    take.title = interpolate(
      gettext("Put what was saved of %(name)s on air, with the transition; with Shift as a cut"),
      { name: nameOf(editor.scene, view.value.show) },
    );
  };
  return { element, show, gone: () => clearInterval(timer) };
}

/** Whether a scene is on program as it was taken, and stored in another way. Pure. */
export function waits({ mode, desk }, scene) {
  return mode === "air" && desk.program === scene && Boolean(desk.changes_waiting);
}

/** After a stale save: both versions, and a choice. */
export function conflictVersions(app, editor) {
  const choose = (words, act) => h("button.button.small", { type: "button", onclick: act }, words);
  const mine = figure(
    gettext("Yours"),
    "mine",
    choose(gettext("Keep mine"), () => editor.saving.keepMine()),
  );
  const theirs = figure(
    gettext("Theirs"),
    "theirs",
    choose(gettext("Take theirs"), () => editor.saving.takeTheirs()),
  );
  const words = h("p.problem", { role: "alert" });
  const element = h(
    "section.versions.conflict",
    { "aria-label": gettext("Two versions"), hidden: true },
    words,
    mine.element,
    theirs.element,
  );
  const show = () => {
    const { conflict, draft } = editor.saving.now.value;
    element.hidden = !conflict;
    if (!conflict) return;
    const said = conflict.who
      ? interpolate(gettext("%(name)s has saved another version meanwhile. Which one is to stay?"), {
          name: conflict.who,
        })
      : gettext("Somebody else has saved another version meanwhile. Which one is to stay?");
    text(words, said);
    paint(mine, draft, app);
    paint(theirs, conflict.theirs, app);
  };
  return { element, show };
}
