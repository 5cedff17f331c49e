/** The programme's picture without captions, for what is to be tried over it. */

import { paintScene } from "../scenes/pictures.js";
import { settingsOf } from "./words.js";

/** Whether the program monitor may carry captions: those of now, without a delay before they are burnt in. Pure. */
export function carriesCaptions({ show, captions, delay_s }, looksAtAir) {
  if (!captions || captions.visible === false || (delay_s > 0 && !looksAtAir)) return false;
  return settingsOf(show).languages.some(({ burnt }) => burnt);
}

/** Paint it: the monitor's own picture where that is clean, else what is on program from the sources' own. */
export function paintClean(context, { view, tiles }) {
  const { canvas } = context;
  const looksAtAir = document.querySelector(".air-side")?.getAttribute("aria-pressed") === "true";
  if (carriesCaptions(view.value, looksAtAir)) return paintProgram(context, view.value, tiles.of);
  const video = document.querySelector(".monitor[data-bus='program'] video");
  if (video?.readyState >= 2 && canvas.width) context.drawImage(video, 0, 0, canvas.width, canvas.height);
}

function paintProgram(context, { show, desk }, pictureOf) {
  const own = desk.inline?.[desk.program];
  const scene = own ?? show.scenes.find(({ id }) => id === desk.program) ?? alone(desk.program);
  const layout = own ? { slots: own.layout } : (show.layouts.find(({ id }) => id === scene.layout) ?? FULL);
  paintScene(context, scene, layout, pictureOf);
}

const FULL = { slots: [{ name: "main", rect: {}, fit: "cover" }] };
const alone = (source) => ({ slots: { main: source }, background: "#000000" });
