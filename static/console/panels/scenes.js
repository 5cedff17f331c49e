/** The scenes: nine tiles under nine keys, each a live miniature. */

import { gettext, interpolate } from "../../i18n.js";
import { openEditor, openNewScene } from "../sheets.js";
import { attr, h, icon, List, text } from "../widgets/h.js";
import { keysOf } from "../keys/caps.js";
import { capOf, numberOf } from "../state/surface.js";
import { overlaysOf, paintScene, pictureNameOf } from "../scenes/pictures.js";
import { lampWords, tallyOf } from "../state/tally.js";
import { fitted, SELDOM_MS } from "../widgets/tiles.js";

export function mountScenes(root, app) {
  const add = h(
    "button.tile.add",
    { type: "button", onclick: () => openNewScene(app) },
    icon("plus"),
    h("span", {}, gettext("New scene")),
  );
  const grid = h("div.tiles", {}, add);
  const empty = h(
    "p.empty",
    {},
    gettext("A scene is a layout with a source in each place. Make the first one, then line it up with key 1."),
  );
  const more = h(
    "button.button.quiet.small.add-scene",
    { type: "button", onclick: () => openNewScene(app) },
    icon("plus"),
    h("span", {}, gettext("New scene")),
  );
  root.append(
    h(
      "header.panel-head",
      {},
      h("h2", {}, gettext("Scenes")),
      h("span.panel-note", {}, gettext("1–9 preview · Shift to air")),
      more,
    ),
    empty,
    grid,
  );
  const list = new List(grid, {
    make: (scene) => makeTile(scene, app),
    update: (tile, scene, at) => showTile(tile, scene, at, app.view.value),
    before: add,
  });
  app.view.watch(
    ({ show, lamps, mode, rehearsing }) => [show, lamps, mode, rehearsing],
    (show) => {
      list.show(show.scenes);
      empty.hidden = show.scenes.length > 0 || !app.view.value.known;
      add.hidden = show.scenes.length > 0;
    },
  );
  app.view.watch(
    ({ show, mode, desk }) => [show, mode, onAir(desk)],
    () => app.tiles.touch(),
  );
  app.tiles.register((pictureOf, isNew, all) => paint(list, app.view.value, pictureOf, isNew, all), SELDOM_MS);
}

function makeTile(scene, app) {
  const canvas = h("canvas.tile-picture", { width: 160, height: 90, "aria-hidden": "true" });
  const number = h("span.tile-key", { "aria-hidden": "true" });
  const lamp = h("span.tile-lamp", {});
  const name = h("span.tile-name", {});
  const go = h(
    "button.tile-go",
    { type: "button", onclick: (event) => lineUp(app, scene.id, event.shiftKey) },
    canvas,
    number,
    lamp,
    h("span.tile-foot", {}, name),
  );
  const edit = h("button.tile-more", { type: "button", onclick: () => openEditor(app, scene.id) }, icon("edit"));
  const tile = h("div.tile.scene", { data: { id: scene.id } }, go, edit);
  return Object.assign(tile, { parts: { canvas, number, lamp, name, go, edit } });
}

/** Plain click: preview. With Shift: to air at once, unless the air lock is on. */
export function lineUp({ view, ask, notices }, scene, toAir) {
  const { mode } = view.value;
  if (mode !== "air")
    return notices.say(
      mode === "off"
        ? gettext("The show is off air. Start it, then line pictures up.")
        : gettext("Not connected to the mixer."),
      "warning",
    );
  if (!toAir) return ask("preview", { scene });
  return ask("take", { scene });
}

function showTile(tile, scene, at, { lamps, show, rehearsing }) {
  const { number, lamp, name, go, edit } = tile.parts;
  const tally = lamps.program.has(scene.id) || lamps.preview.has(scene.id) ? tallyOf(scene.id, lamps) : "off";
  attr(tile, "data-tally", tally);
  const key = numberOf(keysOf(show), scene, at);
  text(number, capOf(key));
  text(lamp, lampWords(tally, rehearsing));
  text(name, scene.name);
  if (/^[1-9]$/.test(key)) attr(go, "aria-keyshortcuts", `${key} Shift+${key}`);
  else go.removeAttribute("aria-keyshortcuts");
  attr(edit, "aria-label", interpolate(gettext("Edit %(name)s"), scene));
}

/** The overlays that are on over every scene, as one word. */
function onAir({ overlays }) {
  return Object.keys(overlays)
    .filter((id) => overlays[id].on)
    .join(" ");
}

function paint(list, { show, desk }, pictureOf, isNew, all) {
  for (const scene of show.scenes) {
    const overlays = overlaysOf(scene, show, desk);
    const shown = [...Object.values(scene.slots), ...overlays.map(pictureNameOf)];
    if (!all && !shown.some(isNew)) continue;
    const layout = show.layouts.find((one) => one.id === scene.layout);
    const canvas = list.elements.get(scene.id)?.parts.canvas;
    if (layout && canvas) paintScene(fitted(canvas), scene, layout, pictureOf, overlays);
  }
}
