/** What is chosen in a list: pure values `{chosen: Set, focus, anchor}` and how a hand or the keys change them. */

export const NOTHING = Object.freeze({ chosen: new Set(), focus: null, anchor: null });

/** A press on a row: alone; with Ctrl one more or less; with Shift all from the last one pressed. */
export function pressed(selection, id, order, { shift = false, ctrl = false } = {}) {
  if (shift && selection.anchor !== null)
    return { ...selection, chosen: range(order, selection.anchor, id), focus: id };
  if (!ctrl) return { chosen: new Set([id]), focus: id, anchor: id };
  const chosen = new Set(selection.chosen);
  if (!chosen.delete(id)) chosen.add(id);
  return { chosen, focus: id, anchor: id };
}

/** The keys go `by` rows on; with Shift what they pass is chosen too. */
export function walked(selection, by, order, { shift = false } = {}) {
  if (!order.length) return selection;
  const at = order.indexOf(selection.focus);
  const to = at < 0 ? 0 : Math.min(order.length - 1, Math.max(0, at + by));
  return pressed({ ...selection, anchor: selection.anchor ?? selection.focus }, order[to], order, { shift });
}

export function all(order, selection) {
  return { ...selection, chosen: new Set(order) };
}

/** Without what is not there any more. The focus goes to the row that took the place of the lost one. */
export function kept(selection, before, order) {
  const there = new Set(order);
  const chosen = new Set([...selection.chosen].filter((id) => there.has(id)));
  if (selection.focus === null || there.has(selection.focus)) return { ...selection, chosen };
  const at = Math.min(before.indexOf(selection.focus), order.length - 1);
  const focus = at < 0 ? null : order[at];
  return { chosen, focus, anchor: focus };
}

function range(order, from, to) {
  const [a, b] = [order.indexOf(from), order.indexOf(to)].sort((one, other) => one - other);
  return new Set(order.slice(Math.max(0, a), b + 1));
}
