/** What a dragged place is drawn to: the canvas's edges and middle, its safe area, other places. Pure, in pixels. */

import { sidesOf } from "./geometry.js";

export const SAFE = 0.05; // EBU R 95: 5 % at each side are not for what must be read

/** Lines that a box is drawn to: `{x: [px…], y: [px…]}`. */
export function guidesOf(others, { width, height }) {
  const along = (length, at, size) => [
    ...[0, length / 2, length, SAFE * length, (1 - SAFE) * length],
    ...others.flatMap((box) => [box[at], box[at] + box[size] / 2, box[at] + box[size]]),
  ];
  return { x: along(width, "x", "w"), y: along(height, "y", "h") };
}

/** The nearest line within reach of one of some positions: `{line, by}`, or null. */
export function nearest(positions, lines, reach) {
  let best = null;
  for (const position of positions)
    for (const line of lines) {
      const by = line - position;
      if (Math.abs(by) <= reach && (!best || Math.abs(by) < Math.abs(best.by))) best = { line, by };
    }
  return best;
}

/** How far a box goes besides `dx`, `dy` so that an edge or its middle lies on a line: `{dx, dy, lines}`. */
export function snappedMove(box, dx, dy, guides, reach) {
  const x = nearest([box.x + dx, box.x + dx + box.w / 2, box.x + dx + box.w], guides.x, reach);
  const y = nearest([box.y + dy, box.y + dy + box.h / 2, box.y + dy + box.h], guides.y, reach);
  return found(dx, dy, x, y);
}

/** The same for the sides that a handle moves. */
export function snappedSides(box, handle, dx, dy, guides, reach) {
  const { hx, hy } = sidesOf(handle);
  const x = hx ? nearest([(hx < 0 ? box.x : box.x + box.w) + dx], guides.x, reach) : null;
  const y = hy ? nearest([(hy < 0 ? box.y : box.y + box.h) + dy], guides.y, reach) : null;
  return found(dx, dy, x, y);
}

function found(dx, dy, x, y) {
  return { dx: dx + (x?.by ?? 0), dy: dy + (y?.by ?? 0), lines: { x: x?.line ?? null, y: y?.line ?? null } };
}
