/** The rows of the list: each item with what the plan says of it. Pure. */

import { kindOf, lengthOf, nameOf } from "./kinds.js";
import { ms } from "./moments.js";

/**
 * One row an item, in the order of the rundown. `start` is the occurrence that is on air or comes next (null: outside
 * of what is planned), `follows` what is next by time where that is not the row below, `past` what lies behind the
 * playhead.
 */
export function rowsOf(items, { plan, known, playing = null, now_ms, last_round = false }) {
  const { next, follower } = upcoming(plan?.occurrences ?? [], now_ms);
  const ids = items.map(({ id }) => id);
  const at = playing ? ids.indexOf(topOf(playing.item)) : -1;
  const troubles = byItem(plan?.problems ?? []);
  return items.map((item, index) => {
    const start = next.get(item.id) ?? null;
    const after = follower.get(item.id) ?? null;
    return {
      id: item.id,
      item,
      index,
      kind: kindOf(item, known.assets),
      name: nameOf(item, known),
      asset: known.assets.get(thumbnailOf(item)) ?? null,
      start,
      length_s: start && start.end ? (ms(start.end) - ms(start.start)) / 1000 : lengthOf(item, known.assets),
      follows: after !== null && after !== ids[index + 1] ? after : null,
      onAir: index === at,
      past: last_round && at >= 0 && index < at,
      problems: troubles.get(item.id) ?? [],
    };
  });
}

/** Whose picture stands for an item: its own, else its poster, of a break the first spot's. */
function thumbnailOf({ content, poster }) {
  if (content.kind === "break") return content.items[0] ? thumbnailOf(content.items[0]) : "";
  return poster || content.asset || "";
}

/** The row that an airing belongs to: what is nested in a break or a rundown carries the ids of both, joined by "-". */
export const topOf = (item) => item.split("-")[0];

/** By item: its occurrence at or after now, and the item that airs after that. */
function upcoming(occurrences, now_ms) {
  const [next, follower] = [new Map(), new Map()];
  const airing = occurrences.filter(({ item, trouble, end }) => item && !trouble && !(end && ms(end) <= now_ms));
  let [before, first] = [null, false];
  for (const one of airing) {
    const top = topOf(one.item);
    if (before !== null && before !== top && !follower.has(before)) follower.set(before, top);
    first = top === before && one.item !== top ? first : !next.has(top);
    if (first) next.set(top, { ...(next.get(top) ?? one), end: one.end });
    before = top;
  }
  return { next, follower };
}

function byItem(problems) {
  const found = new Map();
  for (const problem of problems) {
    const top = topOf(problem.item);
    found.set(top, [...(found.get(top) ?? []), problem]);
  }
  return found;
}

/** When the last of what is planned for this round will have ended, in milliseconds; null when nobody knows. */
export function endOf(rows) {
  const ends = rows.map(({ start }) => (start?.end ? ms(start.end) : -Infinity));
  const last = Math.max(-Infinity, ...ends);
  return Number.isFinite(last) ? last : null;
}

/** What the list shows of them: everything searched for, of a kind, and of a state. */
export function filtered(rows, { search = "", kind = "", only = "" }) {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter(
    (row) =>
      (!kind || row.kind === kind) && (!only || ONLY[only](row)) && words.every((word) => textOf(row).includes(word)),
  );
}

const ONLY = {
  problems: ({ problems }) => problems.length > 0,
  fixed: ({ item }) => item.start.mode === "fixed" || item.start.mode === "insert",
  skipped: ({ item }) => item.skip,
  ahead: ({ past }) => !past,
};

const texts = new WeakMap();

function textOf(row) {
  if (!texts.has(row))
    texts.set(row, [row.name, row.item.name, row.item.note, row.asset?.name].join(" ").toLowerCase());
  return texts.get(row);
}
