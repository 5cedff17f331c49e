/** What operations make of the items of a rundown, before the server has answered. Pure. */

import { moved } from "./orders.js";

/** The items after the operations. What is created here carries the ids it was given. */
export function applied(items, ops) {
  return ops.reduce((now, op) => APPLY[op.op](now, op), items);
}

/** An item as the server fills it in; until it has answered, a new one stands under an id of this page. */
const BLANK = {
  name: "",
  duration_s: null,
  repeat: 1,
  start: { mode: "follow" },
  priority: 0,
  scene: "",
  slot: "",
  fit: "contain",
  poster: "",
  overlays: [],
  transition: { kind: "cut", duration_ms: 0 },
  gain_db: 0,
  level: true,
  captions: "auto",
  backup: null,
  note: "",
  color: "",
  skip: false,
};
let made = 0;

const APPLY = {
  create: (items, { after, items: more }) => {
    const at = placeAfter(items, after);
    const there = more.map((item) => ({ ...BLANK, id: `new_${(made += 1)}`, ...item }));
    return [...items.slice(0, at), ...there, ...items.slice(at)];
  },
  change: (items, { ids, set }) => {
    const those = new Set(ids);
    return items.map((item) => (those.has(item.id) ? merged(item, set) : item));
  },
  move: (items, op) => {
    const byId = new Map(items.map((item) => [item.id, item]));
    const order = moved([...byId.keys()], { ...op, ids: op.ids.filter((id) => byId.has(id)) });
    return order.map((id) => byId.get(id));
  },
  delete: (items, { ids }) => {
    const those = new Set(ids);
    return items.filter(({ id }) => !those.has(id));
  },
  settings: (items) => items,
};

/** JSON merge patch, as the server does it: what becomes of another kind or mode starts anew. */
function merged(old, patch) {
  if (typeof patch !== "object" || patch === null || Array.isArray(patch)) return patch;
  const other = ["kind", "mode"].some((name) => patch[name] !== undefined && patch[name] !== old?.[name]);
  const made = typeof old === "object" && old !== null && !other ? { ...old } : {};
  for (const [name, value] of Object.entries(patch)) made[name] = merged(made[name], value);
  return made;
}

function placeAfter(items, after) {
  if (after === "") return 0;
  const at = items.findIndex(({ id }) => id === after);
  return at < 0 ? items.length : at + 1;
}

/** The items as a server's answer has them: those that changed or are new, in its order where it says one. */
export function answered(items, { items: changed = [], order = null }, ops = []) {
  const gone = new Set(ops.flatMap((op) => (op.op === "delete" ? op.ids : [])));
  const byId = new Map([...items, ...changed].map((item) => [item.id, item]));
  const ids = order ?? items.map(({ id }) => id).filter((id) => !gone.has(id));
  return ids.map((id) => byId.get(id)).filter(Boolean);
}

/** The plan of an answer, which reaches a few airings far, and of the one before what comes later. */
export function joinedPlans(before, now) {
  const last = now.occurrences.at(-1)?.start ?? "";
  const later = (before?.occurrences ?? []).filter(({ start }) => Date.parse(start) > Date.parse(last));
  return { ...now, occurrences: [...now.occurrences, ...later] };
}

/**
 * What an edit makes worse. Whatever moves shifts which item a fixed start cuts, and by how much: an overrun or a gap
 * that takes the place of another is no news; one more of them is, and so is every new conflict and missing file.
 */
export function freshProblems(before, now) {
  const known = new Set(before.map(keyOf));
  const more = (kind) => countOf(now, kind) > countOf(before, kind);
  return now.filter(
    (problem) => !known.has(keyOf(problem)) && (!SHIFTING.includes(problem.kind) || more(problem.kind)),
  );
}

const SHIFTING = ["overrun", "gap"];
const keyOf = ({ kind, item }) => `${kind} ${item}`;
const countOf = (problems, wanted) => problems.filter(({ kind }) => kind === wanted).length;
