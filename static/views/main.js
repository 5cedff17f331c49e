/** The page of a view: connect, hold the state, and mount what this kind shows. */

import { Frames } from "../console/link/frames.js";
import { Store } from "../console/state/store.js";
import { Tiles } from "../console/widgets/tiles.js";
import { fraction } from "../console/state/words.js";
import { mountClock } from "./clock.js";
import { mountCountdown } from "./countdown.js";
import { toggleFullScreen } from "./device.js";
import { mountFloor } from "./floor.js";
import { ViewLink } from "./link.js";
import { mountMultiview } from "./multiview.js";
import { endedBy, lost, receive, ServerTime, START, viewOf } from "./state.js";
import { mountStrip } from "./strip.js";
import { mountTally } from "./tally.js";

const KINDS = {
  multiview: mountMultiview,
  tally: mountTally,
  countdown: mountCountdown,
  clock: mountClock,
  floor: mountFloor,
};
const TICK_MS = 250;

const page = document.body;
const { kind, by, ...told } = page.dataset;
const addresses = {
  socket: told.socket,
  "monitor-program": told.monitorProgram,
  "monitor-preview": told.monitorPreview,
  "sound-program": told.soundProgram,
};
let state = START;
const time = new ServerTime();
const frames = new Frames();
const tiles = new Tiles();
const meters = { latest: null };
const ticks = new Set();
const now_s = () => time.at(Date.now()) / 1000;
const view = new Store(viewOf(state, now_s()));

function set(next) {
  state = next;
  view.set(viewOf(state, now_s()));
}

const link = new ViewLink(socketAddress(addresses.socket), by === "link", {
  heard: (message) => {
    if (message.type === "meters") return void (meters.latest = message);
    if (message.type === "beat") {
      time.saw(message.time, Date.now());
      frames.saw(message.frame, fraction(view.value.show.canvas.rate));
    }
    set(receive(state, message));
  },
  tile: (tile) => view.value.mode === "air" && tiles.receive(tile),
  lost: () => {
    frames.forget();
    set(lost(state));
  },
  ended: (words) => set(endedBy(words)),
});

const app = {
  view,
  link,
  time,
  frames,
  tiles,
  meters,
  addresses,
  socketAddress,
  /** The mixer's frame now, for what counts by it. */
  frameNow: {
    get rate() {
      return fraction(view.value.show.canvas.rate);
    },
    get frame() {
      return frames.present(this.rate) ?? 0;
    },
  },
  everyTick: (work) => {
    ticks.add(work);
    work();
  },
  look: () => {
    const tell = () => link.watch({ tiles: !document.hidden, meters: !document.hidden });
    document.addEventListener("visibilitychange", tell);
    tell();
  },
};

view.watch(
  ({ mode }) => [mode],
  (mode) => {
    page.dataset.mode = mode;
    if (mode !== "air") meters.latest = null;
  },
);
KINDS[kind](document.getElementById("stage"), document.getElementById("head"), app);
if (kind !== "floor") mountStrip(document.getElementById("strip"), app);
setInterval(() => {
  link.check();
  view.set(viewOf(state, now_s()));
  for (const work of ticks) work();
}, TICK_MS);
document.addEventListener("keydown", ({ key, target, ctrlKey, metaKey, altKey }) => {
  if (key.toLowerCase() !== "f" || ctrlKey || metaKey || altKey || target.closest?.("input, select")) return;
  toggleFullScreen();
});
link.connect();

function socketAddress(path) {
  const url = new URL(path, location.href);
  url.protocol = url.protocol.replace("http", "ws");
  return url.href;
}
