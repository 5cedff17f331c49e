/** Where the handles are: on preview's picture while that shows the scene, else on a miniature in the sheet. */

import { gettext } from "../../i18n.js";
import { overlaysOf } from "../scenes/pictures.js";
import { h } from "../widgets/h.js";
import { Surface } from "./surface.js";

const KEY = "tally.editor.preview";
const LINGER_MS = 400; // what was stored is on preview, and on its way to this screen
const narrow = globalThis.matchMedia?.("(max-width: 640px)");

/** Whether the handles belong on preview's picture. Pure. */
export function onPreview({ wanted, live, desk, narrow: small }, scene) {
  return wanted && live && !small && desk.preview === scene;
}

/** `element` stands in the sheet; `show()`, `lineUp()`, `gone()`. */
export function placed(app, editor) {
  let wanted = localStorage.getItem(KEY) !== "off";
  let linger = null;
  const over = (draft) => overlaysOf(draft, app.view.value.show, app.view.value.desk);
  const surface = new Surface({
    size: editor.size,
    editing: editor,
    hand: editor,
    pictureOf: app.tiles.of,
    overlaysOf: over,
  });
  const own = h("div.editor-own");
  own.style.aspectRatio = `${editor.size.width} / ${editor.size.height}`;
  const box = h("input", { type: "checkbox", checked: wanted });
  const line = h("button.button.small", { type: "button", onclick: () => lineUp() }, gettext("Line it up on preview"));
  const element = h(
    "section.editor-place",
    { "aria-label": gettext("The picture") },
    own,
    h(
      "div.editor-row",
      {},
      h("label.check", {}, box, gettext("Edit on preview")),
      h("span.spring"),
      line,
      snapSwitch(editor),
    ),
  );
  const now = () => ({ ...app.view.value, wanted, narrow: narrow?.matches });
  const lineUp = () => {
    const { live, desk } = app.view.value;
    if (wanted && live && !narrow?.matches && desk.preview !== editor.scene)
      app.ask("preview", { scene: editor.scene });
  };
  box.addEventListener("change", () => {
    wanted = box.checked;
    localStorage.setItem(KEY, wanted ? "on" : "off");
    lineUp();
    show();
  });
  const show = () => {
    const { live, desk } = app.view.value;
    const there = onPreview(now(), editor.scene);
    own.hidden = there;
    line.hidden = there || !wanted || !live || Boolean(narrow?.matches);
    box.parentElement.hidden = !live || Boolean(narrow?.matches);
    surface.show();
    const { state, revision } = editor.saving.now.value;
    const behind = state !== "saved" || (desk.revision ?? 0) < revision;
    const host = there ? hostOf(app) : own;
    if (!there || behind) {
      clearTimeout(linger);
      linger = null;
      surface.on(host, true);
    } else if (surface.element.parentElement !== host) surface.on(host, false);
    else linger ??= setTimeout(() => surface.on(host, false), LINGER_MS);
  };
  const gone = () => {
    clearTimeout(linger);
    surface.off();
  };
  return { element, show, lineUp, gone, focus: () => surface.stage.focus({ preventScroll: true }) };
}

const hostOf = (app) => app.preview ?? document.querySelector("[data-bus='preview'] .monitor-picture");

function snapSwitch(editor) {
  const set = ({ target }) => (editor.snaps = target.checked);
  const title = gettext("Edges, middles and the safe area draw places to them; with Ctrl they do not");
  return h("label.check", { title }, h("input", { type: "checkbox", checked: true, onchange: set }), gettext("Snap"));
}
