/** Who is on air and who is next. */

/** The sources a bus shows; a bus holds a scene, a source standing alone, or `black`. */
export function sourcesOn(bus, show) {
  const scene = show.scenes.find((one) => one.id === bus);
  if (scene) return new Set(Object.values(scene.slots));
  return new Set(show.sources.some((one) => one.id === bus) ? [bus] : []);
}

/** Everything lit: during a transition all its pictures are on air, and the one it began from. */
export function lampsOf(desk, show) {
  const onAir = [desk.program, ...[...(desk.beneath ?? []), desk.running].filter(Boolean).map(({ to }) => to)];
  return { program: lit(onAir, show), preview: lit([desk.preview], show) };
}

function lit(buses, show) {
  const ids = new Set(buses);
  for (const bus of buses) for (const source of sourcesOn(bus, show)) ids.add(source);
  return ids;
}

/** Which lamp a scene or source shows; "program" wins when it is on both buses. */
export function tallyOf(id, { program, preview }) {
  if (program.has(id)) return "program";
  if (preview.has(id)) return "preview";
  return "off";
}

/** The words for a lamp, so that colour is never the only sign. */
export const TALLY_WORDS = { program: "On air", preview: "Preview", off: "" };

/** What a director calls the thing on a bus. */
export function nameOf(bus, show) {
  if (bus === "black") return "Black";
  const found = [...show.scenes, ...show.sources].find((one) => one.id === bus);
  return found ? found.name : "—";
}
