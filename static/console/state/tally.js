/** Who is on air and who is next. */

import { gettext } from "../../i18n.js";

/** The sources a bus shows: a scene, one that came with its take (`inline`), a source standing alone, or `black`. */
export function sourcesOn(bus, show, inline = {}) {
  const scene = show.scenes.find((one) => one.id === bus) ?? inline[bus];
  if (scene) return new Set(Object.values(scene.slots));
  return new Set(show.sources.some((one) => one.id === bus) ? [bus] : []);
}

/** Everything lit: during a transition all its pictures are on air, and the one it began from. */
export function lampsOf(desk, show) {
  const onAir = [desk.program, ...[...(desk.beneath ?? []), desk.running].filter(Boolean).map(({ to }) => to)];
  return { program: lit(onAir, show, desk.inline ?? {}), preview: lit([desk.preview], show) };
}

function lit(buses, show, inline = {}) {
  const ids = new Set(buses);
  for (const bus of buses) for (const source of sourcesOn(bus, show, inline)) ids.add(source);
  return ids;
}

/** Which lamp a scene or source shows; "program" wins when it is on both buses. */
export function tallyOf(id, { program, preview }) {
  if (program.has(id)) return "program";
  if (preview.has(id)) return "preview";
  return "off";
}

/** The words for a lamp, so that colour is never the only sign. */
export const TALLY_WORDS = { program: gettext("On air"), preview: gettext("Preview"), off: "" };

/** The same on a tile: in a rehearsal nothing is on air. */
export const lampWords = (tally, rehearsing) =>
  rehearsing && tally === "program" ? gettext("Program") : TALLY_WORDS[tally];

const STANDBY = "standby"; // a source that is there for the show's standby alone
const ITEM = "item-"; // what a rundown's item alone needs is named so on the buses
const INLINE = "inline-"; // a scene that came with its take, and stands in no show file
const parts = new WeakMap();

/** A show as its director knows it: without the source that only standby has. The same for the same. */
export function partsOf(show) {
  if (!parts.has(show)) {
    const sources = show.sources.filter(({ id }) => id !== STANDBY);
    parts.set(show, sources.length === show.sources.length ? show : { ...show, sources });
  }
  return parts.get(show);
}

/** What a director calls the thing on a bus; what a rundown plays is called as `rundown` says. */
export function nameOf(bus, show, rundown = null) {
  if (bus === "black") return gettext("Black");
  if (bus === STANDBY) return gettext("Standby");
  if (bus.startsWith(ITEM)) return rundown?.now?.name ?? gettext("Rundown");
  const found = [...show.scenes, ...show.sources].find((one) => one.id === bus);
  if (!found && bus.startsWith(INLINE)) return gettext("A layout of its own");
  return found ? found.name : "—";
}
