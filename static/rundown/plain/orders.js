/** Reordering: which items are to follow which. Pure; orders are lists of ids, `after` is "" for the very beginning. */

/** The operation that puts `ids` (in their present order) into the gap before `order[gap]`; null when nothing moves. */
export function moveInto(order, ids, gap) {
  const moving = new Set(ids);
  const kept = order.filter((id) => moving.has(id));
  const before = order.slice(0, gap).filter((id) => !moving.has(id));
  const after = before.at(-1) ?? "";
  const op = { op: "move", ids: kept, after };
  return same(order, moved(order, op)) ? null : op;
}

/** One step up (-1) or down (1) for all of them together; null at the end of the list. */
export function stepped(order, ids, way) {
  const at = order.map((id, index) => (ids.has(id) ? index : -1)).filter((index) => index >= 0);
  if (!at.length) return null;
  const [first, last] = [at[0], at.at(-1)];
  const gathered = last - first === at.length - 1;
  const gap = way < 0 ? (gathered ? first - 1 : first) : gathered ? last + 2 : last + 1;
  return gap < 0 || gap > order.length ? null : moveInto(order, [...ids], gap);
}

/** The order after a move. */
export function moved(order, { ids, after }) {
  const moving = new Set(ids);
  const rest = order.filter((id) => !moving.has(id));
  const at = after === "" ? 0 : after === "end" ? rest.length : rest.indexOf(after) + 1;
  return [...rest.slice(0, at), ...ids, ...rest.slice(at)];
}

const same = (one, other) => one.every((id, at) => id === other[at]);
