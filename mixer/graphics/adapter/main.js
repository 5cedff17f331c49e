/** One graphic, played as its overlay stands: `window.tally({on, fields, step, actions})` whenever that changes. */

import { openOgraf } from "./ograf.js";
import { planned } from "./plan.js";
import { report } from "./said.js";
import { openTemplate } from "./template.js";
import { dataOf } from "./values.js";

const PAINT_MS = 100;

const asked = Object.fromEntries(new URLSearchParams(location.search));
const stage = document.getElementById("stage");

/** What is drawn in pixels of another size is laid out in those, and shown as large as the page is. */
function sized() {
  const [width, height] = (asked.size ?? "").split("x").map(Number);
  if (!width || !height) return;
  Object.assign(stage.style, { inset: "auto", top: 0, left: 0, width: `${width}px`, height: `${height}px` });
  const fit = () => (stage.style.transform = `scale(${innerWidth / width}, ${innerHeight / height})`);
  addEventListener("resize", fit);
  fit();
}

/** Until the first picture of it is there, also for one that says too early that it is loaded. */
function painted() {
  const twice = new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  return Promise.race([twice, new Promise((resolve) => setTimeout(resolve, PAINT_MS))]);
}

function open() {
  const settings = { format: asked.format, data: asked.data, fps: Number(asked.fps) || 30 };
  return asked.format === "ograf"
    ? openOgraf(stage, asked.entry, settings)
    : openTemplate(stage, asked.entry, settings);
}

/** The newest state there is: the first one may come before or after the graphic. */
function firstState() {
  if (window.tally.last !== undefined) return Promise.resolve(read(window.tally.last));
  return new Promise((resolve) => (window.tally = (state) => resolve(read(state))));
}

const read = (state) => (typeof state === "string" ? JSON.parse(state) : state);

async function begin() {
  sized();
  addEventListener("error", ({ message }) => report("the graphic", message));
  addEventListener("unhandledrejection", ({ reason }) => report("the graphic", reason));
  const player = await open();
  let wanted = await firstState();
  let [shown, ready] = [null, false];
  const data = () => dataOf(wanted.fields, player.schema);
  const show = () => {
    if (!ready) return;
    const [before, after] = [shown, wanted];
    shown = after;
    for (const call of planned(before, after, player.steps)) {
      if (call.verb === "update") player.update(data());
      else if (call.verb !== "load") player[call.verb](call);
    }
  };
  window.tally = (state) => {
    wanted = read(state);
    show();
  };
  const loadedWith = wanted.fields;
  await Promise.resolve(player.load(data())).catch((error) => report("load", error));
  await painted();
  ready = true;
  if (JSON.stringify(wanted.fields) !== JSON.stringify(loadedWith)) player.update(data());
  show();
  document.documentElement.dataset.tally = "ready";
}

begin().catch((error) => {
  report("the graphic cannot be played", error);
  document.documentElement.dataset.tally = "failed";
});
