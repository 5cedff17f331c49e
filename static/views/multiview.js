/** Every picture of a show on one screen: preview and program alive, the sources as tiles, with names and tally. */

import { gettext } from "../i18n.js";
import { attr, h, List, text, toggle } from "../console/widgets/h.js";
import { StereoMeter } from "../console/widgets/stereo_meter.js";
import { paced } from "../console/widgets/pace.js";
import { fitted } from "../console/widgets/tiles.js";
import { placed } from "../console/scenes/pictures.js";
import { drawBadges, makeBadge } from "../console/transport/left.js";
import { MonitorPlayer } from "../console/player/player.js";
import { nameOf, tallyOf } from "../console/state/tally.js";
import { fraction, worry } from "../console/state/words.js";
import { counters, countText } from "./counting.js";
import { keepAwake, kept } from "./device.js";
import { boxesOf, footOf } from "./grid.js";
import { mountHead } from "./head.js";
import { programWord } from "./state.js";

const TILE_MOST_PX = 960;
const TALLY = { program: programWord, preview: () => gettext("Preview"), off: () => "" };

export function mountMultiview(stage, head, app) {
  const layout = kept("layout", new URLSearchParams(location.search).get("layout") ?? "two");
  const monitors = [monitor("preview", gettext("Preview"), app), monitor("program", gettext("Program"), app)];
  const wall = h("div.wall", {}, ...monitors.map(({ cell }) => cell));
  const words = h("p.view-words", { role: "status", hidden: true });
  stage.replaceChildren(wall, words);
  const list = new List(wall, { make: makeTile, update: (tile, source) => showTile(tile, source, app.view.value) });
  const lay = () => place(wall, layout.get(), app.view.value.show.sources.length);
  mountHead(head, app, [listenButton(monitors[1].player), layoutButton(layout, lay)]);
  keepAwake();
  app.view.watch(
    ({ mode, show, lamps, desk, signals, rundown, rehearsing }) => [
      ...[mode, show, lamps, desk, signals, rundown, rehearsing],
    ],
    () => {
      list.show(app.view.value.show.sources);
      for (const one of monitors) one.show();
      lay();
    },
  );
  app.view.watch(
    ({ mode, why }) => [mode, why],
    (mode, why) => {
      if (mode !== "air") app.tiles.clear();
      text(words, why);
      words.hidden = mode === "air";
    },
  );
  new ResizeObserver(lay).observe(wall);
  app.tiles.register((pictureOf, isNew) => paint(list, pictureOf, isNew));
  const badges = { view: app.view, hand: app.frameNow };
  drawBadges(badges, () => [...list.elements].map(([id, tile]) => [id, tile.parts.left]));
  drawMeters(list, monitors[1], app);
  document.addEventListener("keydown", ({ key, target }) => {
    if (key.toLowerCase() === "l" && !target.closest?.("input, select")) turnLayout(layout, lay);
  });
  app.look();
}

// -- where everything lies ------------------------------------------------------------------------

function place(wall, layout, sources) {
  const boxes = boxesOf(layout, sources, wall.clientWidth, wall.clientHeight);
  for (const [at, cell] of [...wall.children].entries()) {
    const { x, y, width, height } = boxes[at];
    const sizes = { left: x, top: y, width, height, "--foot": footOf(width) };
    for (const [name, px] of Object.entries(sizes)) cell.style.setProperty(name, `${px}px`);
  }
}

function layoutButton(layout, lay) {
  const button = h("button.button.quiet", { type: "button", "aria-keyshortcuts": "L" }, gettext("Layout"));
  button.addEventListener("click", () => turnLayout(layout, lay));
  return button;
}

function turnLayout(layout, lay) {
  layout.set(layout.get() === "two" ? "grid" : "two");
  lay();
}

// -- the two monitors -----------------------------------------------------------------------------

function monitor(bus, title, app) {
  const video = h("video", { playsinline: true, autoplay: true, tabindex: "-1", "aria-label": title });
  video.muted = true;
  const parts = { word: h("span.cell-lamp", {}, title), name: h("span.cell-name", {}), left: h("b.cell-left", {}) };
  const say = h("p.cell-words", {});
  const meter = h("canvas.cell-meter", { "aria-hidden": "true" });
  const picture = h("div.cell-picture", {}, video, say, bus === "program" ? meter : null);
  const foot = h("p.cell-foot", {}, parts.word, parts.name, parts.left);
  const cell = h("section.cell.monitor", { "aria-label": title, data: { bus } }, picture, foot);
  const [pictures, sound] = [app.addresses[`monitor-${bus}`], app.addresses[`sound-${bus}`] ?? ""];
  const player = new MonitorPlayer(
    video,
    app.socketAddress(pictures),
    (words) => {
      say.hidden = words === null;
      text(say, words ?? "");
    },
    app.socketAddress(sound),
  );
  const show = () => {
    const { mode, desk, show: file, rundown, rehearsing } = app.view.value;
    const onBus = bus === "program" && desk?.running ? desk.running.to : desk?.[bus];
    text(parts.name, desk && onBus ? nameOf(onBus, file, rundown) : "");
    attr(cell, "data-tally", mode === "air" ? (bus === "program" || desk?.running ? "program" : "preview") : "off");
    toggle(cell, "data-rehearsal", rehearsing);
    attr(cell, "data-black", Boolean(desk?.ftb?.on) && bus === "program");
    if (mode === "air") player.start();
    else if (mode !== "lost") player.stop();
  };
  return { cell, player, show, left: parts.left, meter: new StereoMeter(meter) };
}

/** Browsers let sound start only after a press, so the wall begins silent. */
function listenButton(player) {
  const button = h("button.button.quiet", { type: "button", "aria-pressed": "false" }, gettext("Listen"));
  button.addEventListener("click", () => {
    player.listen(!player.listener);
    attr(button, "aria-pressed", Boolean(player.listener));
  });
  return button;
}

// -- the sources ----------------------------------------------------------------------------------

function makeTile(source) {
  const parts = {
    canvas: h("canvas.cell-canvas", { width: 160, height: 90, "aria-hidden": "true" }),
    meter: h("canvas.cell-meter", { "aria-hidden": "true" }),
    words: h("p.cell-words", { hidden: true }),
    word: h("span.cell-lamp", {}),
    name: h("span.cell-name", {}),
    left: makeBadge(),
  };
  const picture = h(
    "div.cell-picture",
    {},
    parts.canvas,
    parts.words,
    h("span.tile-over", {}, parts.left),
    parts.meter,
  );
  const foot = h("p.cell-foot", {}, parts.word, parts.name);
  const tile = h("section.cell.source", { data: { id: source.id } }, picture, foot);
  return Object.assign(tile, { parts, level: new StereoMeter(parts.meter) });
}

function showTile(tile, source, view) {
  const { mode, lamps, signals } = view;
  const { word, name, words } = tile.parts;
  const tally = mode === "air" ? tallyOf(source.id, lamps) : "off";
  const said = TALLY[tally](view);
  attr(tile, "data-tally", tally);
  attr(tile, "aria-label", [source.name, said].filter(Boolean).join(", "));
  text(word, said);
  text(name, source.name);
  const bad = mode === "air" && worry(signals[source.id] ?? "live") === "bad";
  words.hidden = !bad;
  text(words, bad ? gettext("No signal") : "");
}

function paint(list, pictureOf, isNew) {
  for (const [id, tile] of list.elements) {
    if (!isNew(id)) continue;
    const { canvas } = tile.parts;
    const context = fitted(canvas, TILE_MOST_PX);
    const picture = pictureOf(id);
    context.fillStyle = picture ? "#000000" : "#12151a";
    context.fillRect(0, 0, canvas.width, canvas.height);
    if (!picture) continue;
    const { from, to } = placed(picture, { x: 0, y: 0, w: canvas.width, h: canvas.height });
    context.drawImage(picture, ...from, ...to);
  }
}

function drawMeters(list, program, { meters, view, frames }) {
  let before = performance.now();
  paced((now) => {
    const dt_s = (now - before) / 1000;
    before = now;
    for (const [id, tile] of list.elements) tile.level.advance(meters.latest?.sources?.[id] ?? null, dt_s);
    program.meter.advance(meters.latest?.program ?? null, dt_s);
    const rate = fraction(view.value.show.canvas.rate);
    const [first] = counters(view.value, frames.present(rate), rate);
    text(program.left, first ? countText(first.left_s, first.up) : "");
    attr(program.left, "data-urgency", first?.urgency ?? "calm");
  });
}
