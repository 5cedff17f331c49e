/** The sources: what comes in, in words, with its lamp and a small meter. */

import { gettext, interpolate, listed } from "../../i18n.js";
import { openKeyDialog, openSourceDialog, openStandingIn, rotateKey } from "../sheets.js";
import { pageItems } from "./page_items.js";
import { attr, h, icon, List, text, toggle } from "../widgets/h.js";
import { holdable } from "../widgets/hold.js";
import { menuItem, openMenu } from "../widgets/layer.js";
import { drawBadges, makeBadge } from "../transport/left.js";
import { heightOf, silent, step } from "../widgets/meters.js";
import { placed } from "../scenes/pictures.js";
import { facts, kindOf } from "../state/facts.js";
import { isLost, slateOnAir, stepFor } from "../state/lost.js";
import { showsPages } from "../state/pages.js";
import { choices, places, standingText } from "../state/standing.js";
import { lampWords, tallyOf } from "../state/tally.js";
import { fitted } from "../widgets/tiles.js";
import { sourceText, worry } from "../state/words.js";
import { lineUp } from "./scenes.js";

// As many stand in a row; then what adds one stands above them.
const ROW = 6;

export function mountSources(root, app) {
  const add = h(
    "button.tile.add",
    { type: "button", onclick: () => openSourceDialog(app) },
    icon("plus"),
    h("span", {}, gettext("Add source")),
  );
  const more = h(
    "button.button.quiet.small",
    { type: "button", onclick: () => openSourceDialog(app) },
    icon("plus"),
    h("span", {}, gettext("Add source")),
  );
  const grid = h("div.tiles.source-tiles", {}, add);
  const empty = h(
    "p.empty",
    {},
    gettext("Nothing comes in yet. Add a stream, a file, a document, a web page or a test signal."),
  );
  const count = h("span.panel-note", {});
  const risk = h("p.hint.warning", { role: "note", hidden: true }, gettext(facts.web.warning));
  root.append(h("header.panel-head", {}, h("h2", {}, gettext("Sources")), count, more), risk, empty, grid);
  const list = new List(grid, {
    make: (source) => makeTile(source, app),
    update: (tile, source) => showTile(tile, source, app.view.value, app.ask),
    before: add,
  });
  app.view.watch(
    ({ show, lamps, status, mode, desk, live, rehearsing }) => [show, lamps, status, mode, desk, live, rehearsing],
    (show) => {
      list.show(show.sources);
      risk.hidden = !facts.web.warning || !showsPages(show);
      const [row, full] = [show.sources.length >= ROW, show.sources.length >= facts.limits.sources];
      attr(root, "data-adds", row ? "head" : "tile");
      empty.hidden = show.sources.length > 0 || !app.view.value.known;
      add.hidden = full;
      more.hidden = !row || full;
      text(count, countWords(show.sources.length));
    },
  );
  app.tiles.register((pictureOf, isNew) => paint(list, pictureOf, isNew));
  drawMeters(list, app);
  drawBadges(app, () => [...list.elements].map(([id, tile]) => [id, tile.parts.left]));
}

function countWords(count) {
  return count ? interpolate(gettext("%(count)s of %(all)s"), { count, all: facts.limits.sources }) : "";
}

function makeTile(source, app) {
  const parts = {
    canvas: h("canvas.tile-picture", { width: 160, height: 90, "aria-hidden": "true" }),
    lamp: h("span.tile-lamp", {}),
    name: h("span.tile-name", {}),
    state: h("span.tile-state", {}),
    dot: h("i.lamp", {}),
    left: makeBadge(),
    trouble: h("span.tile-trouble", { "aria-hidden": "true" }),
    meter: h("i.tile-meter", { "aria-hidden": "true" }),
  };
  const foot = h("span.tile-foot", {}, parts.name, h("span.tile-line", {}, parts.dot, parts.state));
  parts.go = h(
    "button.tile-go",
    { type: "button", onclick: (event) => lineUp(app, source.id, event.shiftKey) },
    parts.canvas,
    parts.trouble,
    h("span.tile-over", {}, parts.left),
    parts.meter,
    parts.lamp,
    foot,
  );
  parts.more = h(
    "button.tile-more",
    { type: "button", "aria-haspopup": "true", onclick: () => openSourceMenu(parts.more, source.id, app) },
    icon("more"),
  );
  parts.stand = h("div.tile-stand", { hidden: true });
  return Object.assign(h("div.tile.source", { data: { id: source.id } }, parts.go, parts.more, parts.stand), {
    parts,
    level: silent,
  });
}

function showTile(tile, source, { lamps, status, mode, desk, live, rehearsing }, ask) {
  const { lamp, name, state, dot, more, trouble } = tile.parts;
  const tally = tallyOf(source.id, lamps);
  const now = status?.sources?.[source.id];
  const chain = now?.fallback;
  const stands = mode === "off" ? "" : standingText(chain);
  const { label } = kindOf("sources", source.input.kind) ?? {};
  const kind = label && gettext(label);
  const words = mode === "off" ? kind : stands || sourceText(now);
  attr(tile, "data-tally", tally);
  const worries = !now ? "off" : stands ? "wait" : worry(now.state);
  attr(dot, "data-worry", worries);
  attr(tile, "data-worry", worries);
  attr(tile, "data-muted", Boolean(desk.sound[source.id]?.mute));
  const slate = slateOnAir(source.id, { lamps, desk, mode }, now);
  const next = mode !== "off" && isLost(now) ? stepFor(source, now) : "";
  text(lamp, slate ? gettext("Slate on air") : lampWords(tally, rehearsing));
  toggle(tile, "data-slate", slate);
  text(name, source.name);
  text(state, words);
  state.title = next ? `${words}\n${next}` : words;
  text(trouble, worries === "bad" || slate ? [words, next].filter(Boolean).join("\n") : "");
  showChoices(tile.parts.stand, source, live ? choices(chain) : [], ask);
  attr(more, "aria-label", interpolate(gettext("Menu of %(name)s"), source));
}

/** Over the picture, so that nothing else on the page moves when something stands in. */
function showChoices(place, source, offered, ask) {
  const now = offered.map(([, to]) => to).join();
  if (place.dataset.offered === now) return;
  place.dataset.offered = now;
  place.hidden = !offered.length;
  const buttons = offered.map(([words, to]) =>
    h(
      "button.button.small",
      {
        type: "button",
        "aria-label": interpolate(gettext("%(action)s: %(name)s"), { action: words, name: source.name }),
        onclick: () => ask("fallback", { source: source.id, to }),
      },
      words,
    ),
  );
  place.replaceChildren(...buttons);
}

function paint(list, pictureOf, isNew) {
  for (const [id, tile] of list.elements) {
    if (!isNew(id)) continue;
    const { canvas } = tile.parts;
    const context = fitted(canvas);
    const picture = pictureOf(id);
    context.fillStyle = picture ? "#000000" : "#1b2028";
    context.fillRect(0, 0, canvas.width, canvas.height);
    if (!picture) continue;
    const { from, to } = placed(picture, { x: 0, y: 0, w: canvas.width, h: canvas.height });
    context.drawImage(picture, ...from, ...to);
  }
}

function drawMeters(list, { meters }) {
  let before = performance.now();
  const draw = (now) => {
    const dt_s = (now - before) / 1000;
    if (dt_s >= 0.045) {
      before = now;
      for (const [id, tile] of list.elements) drawMeter(tile, meters.latest?.sources?.[id]?.peak_db, dt_s);
    }
    requestAnimationFrame(draw);
  };
  requestAnimationFrame(draw);
}

function drawMeter(tile, peak_db, dt_s) {
  tile.level = step(tile.level, Math.max(...(peak_db ?? [-90])), dt_s);
  const share = heightOf(tile.level.level_db).toFixed(2);
  if (tile.share === share) return;
  tile.share = share;
  tile.parts.meter.style.setProperty("--share", share);
}

function openSourceMenu(button, id, app) {
  const source = app.view.value.show.sources.find((one) => one.id === id);
  const used = app.view.value.show.scenes.filter((scene) => Object.values(scene.slots).includes(id));
  const held = h("button.menu-item.danger", { type: "button" }, h("span.ring"), gettext("Hold to delete"));
  const remove = holdable(held, () => deleteSource(app, source));
  const web = source.input.kind === "web" ? pageItems(app, { source: id }, source.name) : [];
  const standing = standingItems(app, id);
  const push = kindOf("sources", source.input.kind)?.keyed
    ? [
        menuItem(gettext("Show the address to push to…"), () => openKeyDialog(app, source)),
        menuItem(gettext("New push key…"), () => rotateKey(app, source)),
      ]
    : [];
  openMenu(
    button,
    interpolate(gettext("Menu of %(name)s"), source),
    [
      menuItem(gettext("Edit…"), () => openSourceDialog(app, source)),
      menuItem(gettext("Replace what comes in…"), () => openSourceDialog(app, source, { replace: true })),
      menuItem(gettext("What stands in for it…"), () => openStandingIn(app, source)),
      ...push,
      ...web,
      ...standing,
      h("hr.menu-rule"),
      remove,
      used.length ? h("p.menu-note", {}, usedWords(used)) : null,
    ].filter(Boolean),
  );
}

function usedWords(scenes) {
  return interpolate(gettext("Used in %(scenes)s"), { scenes: listed(scenes.map(({ name }) => name)) });
}

/** What shows in a source's place, under a line of its own: the chosen one is marked. */
function standingItems(app, source) {
  const { status, live } = app.view.value;
  const items = places(status?.sources?.[source]?.fallback).map(([words, to, chosen]) =>
    menuItem(words, () => app.ask("fallback", { source, to }), { "aria-pressed": String(chosen), disabled: !live }),
  );
  return items.length ? [h("hr.menu-rule"), ...items] : [];
}

async function deleteSource({ api, notices }, source) {
  document.querySelector(".menu:popover-open")?.hidePopover();
  try {
    const removed = await api.remove(`sources/${source.id}`);
    const stays = removed?.edit?.on_air === "next_take";
    const words = stays
      ? gettext("%(name)s is gone. It stays on air until the next take.")
      : gettext("%(name)s is gone.");
    notices.say(interpolate(words, source));
  } catch (error) {
    notices.say(error.message, "warning");
  }
}
