/** Choosing a layout for a scene. A show gets a template (they come with the page) the first time a scene uses it. */

/** The show's own layouts first, then the templates it does not have yet (by name). */
export function choices(layouts, templates) {
  const names = new Set(layouts.map((layout) => layout.name.toLowerCase()));
  return [...layouts, ...templates.filter((template) => !names.has(template.name.toLowerCase()))];
}

/** A scene's slots carried over to another layout: same names first, then in order. */
export function refill(slots, from, to) {
  const kept = {};
  const spare = (from?.slots ?? [])
    .filter((one) => !to.slots.some((other) => other.name === one.name))
    .map((one) => slots[one.name])
    .filter(Boolean);
  for (const one of to.slots) kept[one.name] = slots[one.name] ?? spare.shift();
  return Object.fromEntries(Object.entries(kept).filter(([, source]) => source));
}

/** Empty places filled with the sources that are in none yet, in order. */
export function filled(slots, sources, layout) {
  const used = new Set(Object.values(slots));
  const spare = sources.filter(({ id }) => !used.has(id)).map(({ id }) => id);
  return Object.fromEntries(
    layout.slots.map(({ name }) => [name, slots[name] ?? spare.shift()]).filter(([, source]) => source),
  );
}
