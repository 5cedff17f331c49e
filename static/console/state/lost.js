/** Which pictures of a bus are the slate, and what to do about it: words for the director, never for viewers. */

import { gettext } from "../../i18n.js";
import { layersOf } from "../scenes/pictures.js";
import { kindOf } from "./facts.js";
import { sourceText, worry } from "./words.js";

const WHOLE = { x: 0, y: 0, w: 1, h: 1 };

/** The sources of a bus without a picture, each with its place: `[{id, name, words, next, box}]`. Pure. */
export function lostOn(bus, show, sources) {
  return placesOn(bus, show)
    .map(({ id, box }) => ({ id, box, source: show.sources.find((one) => one.id === id), now: sources?.[id] }))
    .filter(({ source, now }) => source && isLost(now))
    .map(({ id, box, source, now }) => ({
      id,
      box,
      name: source.name,
      words: sourceText(now),
      next: stepFor(source, now),
    }));
}

/** Whether the slate shows for a source: it has nothing to show, and nothing stands in for it. */
export function isLost(now) {
  const { step, steps } = now?.fallback ?? {};
  if (!now || (step && steps[step]?.kind !== "slate")) return false;
  return now.state !== "hold" && now.state !== "ended" && worry(now.state) !== "ok";
}

/** Whether viewers see the slate in the place of a source: it is lost, and in the programme's picture. Pure. */
export function slateOnAir(id, { lamps, desk, mode }, now) {
  return mode === "air" && !desk.starting && !desk.ftb.on && lamps.program.has(id) && isLost(now);
}

function placesOn(bus, { scenes, layouts, sources }) {
  if (sources.some(({ id }) => id === bus)) return [{ id: bus, box: WHOLE }];
  const scene = scenes.find(({ id }) => id === bus);
  const layout = scene && layouts.find(({ id }) => id === scene.layout);
  if (!layout) return [];
  return layersOf(scene, layout)
    .filter(({ source }) => source)
    .map(({ source, box }) => ({ id: source, box }));
}

/** What to do next about a source without a picture. */
export function stepFor({ input }, { state }) {
  const kind = kindOf("sources", input.kind);
  if (state === "failed") return gettext("Open the source’s menu and check its address.");
  if (state === "waiting" && kind?.keyed) return gettext("Start the encoder; its address is in the source’s menu.");
  if (state === "connecting" || state === "waiting") return gettext("Wait a moment.");
  if (input.kind === "web") return gettext("Check the page’s address, or reload the page from its menu.");
  return gettext("Check the sender; it comes back by itself.");
}
