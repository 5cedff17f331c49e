/** The layouts a director starts from. A show gets one of them the first time a scene uses it. */

const slot = (name, x, y, w, h, more = {}) => ({
  name,
  rect: { x, y, w, h, anchor: "top-left" },
  fit: "contain",
  ...more,
});
const inset = { border: { width: 0.004, color: "#ffffff" }, fit: "cover" };

export const TEMPLATES = [
  { key: "full", name: "Full", slots: [slot("main", 0, 0, 1, 1)] },
  {
    key: "pip",
    name: "Picture in picture",
    slots: [slot("main", 0, 0, 1, 1), slot("inset", 0.68, 0.06, 0.28, 0.28, inset)],
  },
  {
    key: "side-by-side",
    name: "Side by side",
    slots: [slot("left", 0.02, 0.26, 0.47, 0.47), slot("right", 0.51, 0.26, 0.47, 0.47)],
  },
  {
    key: "main-and-two",
    name: "One and two",
    slots: [
      slot("main", 0.02, 0.17, 0.64, 0.64),
      slot("top", 0.68, 0.17, 0.3, 0.31, { fit: "cover" }),
      slot("bottom", 0.68, 0.5, 0.3, 0.31, { fit: "cover" }),
    ],
  },
  {
    key: "four-up",
    name: "Four up",
    slots: [
      slot("a", 0, 0, 0.5, 0.5),
      slot("b", 0.5, 0, 0.5, 0.5),
      slot("c", 0, 0.5, 0.5, 0.5),
      slot("d", 0.5, 0.5, 0.5, 0.5),
    ],
  },
  { key: "six-up", name: "Six up", slots: sixUp() },
];

function sixUp() {
  const third = 1 / 3;
  return ["a", "b", "c", "d", "e", "f"].map((name, at) =>
    slot(name, round((at % 3) * third), at < 3 ? 0.17 : 0.5, round(third), 0.33, { fit: "cover" }),
  );
}

function round(value) {
  return Math.round(value * 10_000) / 10_000;
}

/** The show's own layouts first, then the templates it does not have yet (by name). */
export function choices(layouts) {
  const names = new Set(layouts.map((layout) => layout.name.toLowerCase()));
  return [...layouts, ...TEMPLATES.filter((template) => !names.has(template.name.toLowerCase()))];
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
