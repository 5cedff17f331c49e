/** Measures the desk whenever its size or what stands on it changes, and gives monitors and tiles their sizes. */

import { fit } from "./fit.js";

// Where programme and take stand beside a column that scrolls, or one below the other, there is nothing to share out.
const SCROLLS = "(max-width: 640px), (max-height: 600px) and (orientation: landscape)";

const RING = 3; // px around tiles, for the rings of those that have the focus

export function mountFrame(desk, { view }) {
  const place = (name) => desk.querySelector(name);
  const parts = {
    desk,
    monitors: place(".monitors"),
    hands: place(".hands"),
    scenes: place(".scenes"),
    take: place(".take"),
    sources: place(".sources"),
  };
  const scrolls = matchMedia(SCROLLS);
  const size = () => {
    if (!scrolls.matches) give(desk, fit(measured(parts, view.value.show)));
  };
  const soon = oncePerFrame(size);
  const watcher = new ResizeObserver(soon);
  for (const one of [desk, parts.hands, parts.take]) watcher.observe(one);
  view.watch(({ show, desk: state, mode }) => [show, state, mode], soon);
  scrolls.addEventListener("change", soon);
  size();
  followBar(desk);
}

/** On a phone the programme stands under the top line, however many lines that has. */
function followBar(desk) {
  const bar = document.querySelector(".bar");
  new ResizeObserver(() => desk.parentElement.style.setProperty("--top", `${bar.offsetHeight}px`)).observe(bar);
}

function give(desk, { upper_px, monitors_px, scene_columns, source_columns, rows_px }) {
  const style = {
    "--upper": `${upper_px}px`,
    "--monitors": `${monitors_px}px`,
    "--scene-columns": scene_columns,
    "--source-columns": source_columns,
    "--scene-rows": `${rows_px}px`,
  };
  for (const [name, value] of Object.entries(style)) desk.style.setProperty(name, value);
}

function measured({ desk, monitors, hands, scenes, take, sources }, show) {
  const gap = parseFloat(getComputedStyle(desk).rowGap);
  const [inside, tiles] = [insideOf(desk), sources.querySelector(".tiles")];
  const below = take.offsetTop >= scenes.offsetTop ? 0 : take.offsetHeight + gap; // it is a row of its own on a tablet
  const apart = apartOf(hands, gap);
  const room = apart + (hands.offsetHeight ? hands.offsetHeight + gap : 0);
  const more = tiles.querySelector(":scope > .add:not([hidden])")?.offsetHeight ? 1 : 0;
  return {
    width: monitors.clientWidth,
    height: inside - below,
    lower: tiles.offsetWidth - 2 * RING,
    gap,
    seam: parseFloat(getComputedStyle(tiles).columnGap),
    head: (monitors.querySelector(".monitor-head")?.offsetHeight ?? 34) + 3,
    hands: room,
    idle: !apart && hands.querySelector(".transport[data-bus='none']")?.offsetHeight ? idleOf(hands, room, gap) : 0,
    scenes: show.scenes.length,
    sources: Math.max(1, show.sources.length + more),
    chrome: { scenes: chromeOf(scenes), sources: chromeOf(sources) },
  };
}

/** The transport stands on top of the hands: empty, its room is the monitors'. */
function idleOf(hands, room, gap) {
  const transport = hands.querySelector(".transport");
  return Math.min(room, transport.offsetHeight + gap);
}

/** Where sources have the room of an empty transport, what comes back of it must be left out all the same. */
function apartOf(hands, gap) {
  const transport = hands.querySelector(".transport");
  return getComputedStyle(transport).position === "absolute" ? transport.offsetHeight + gap : 0;
}

function insideOf(element) {
  const { paddingTop, paddingBottom } = getComputedStyle(element);
  return element.clientHeight - parseFloat(paddingTop) - parseFloat(paddingBottom);
}

/** How high a panel is around its tiles. */
function chromeOf(panel) {
  const [outer, tiles] = [panel, panel.querySelector(".tiles")].map((one) => one.getBoundingClientRect());
  const { paddingBottom, borderBottomWidth } = getComputedStyle(panel);
  return Math.ceil(tiles.top + RING - outer.top + parseFloat(paddingBottom) + parseFloat(borderBottomWidth));
}

function oncePerFrame(act) {
  let asked = 0;
  return () => {
    asked ||= requestAnimationFrame(() => {
      asked = 0;
      act();
    });
  };
}
