/** Where the boxes of a multiview lie, on any screen from a phone to a wall. Pure: pixels in, pixels out. */

export const ASPECT = 16 / 9;
const GAP_SHARE = 0.008;
const MONITORS_SHARE = 0.62; // of the height, at most, where sources stand below

/** The strip under a picture that has its name, in pixels. */
export const footOf = (width) => Math.max(22, Math.round(Math.min(width * 0.062, 20 + width * 0.02)));

/** Under pictures this narrow the foot has room for less. */
export const heightOf = (width) => Math.round(width / ASPECT) + footOf(width);

/** The columns in which `count` boxes come out largest: `{columns, rows, width}` of one box. */
export function bestGrid(count, width, height, gap) {
  let best = { columns: 1, rows: Math.max(1, count), width: 0 };
  for (let columns = 1; columns <= Math.max(1, count); columns += 1) {
    const rows = Math.max(1, Math.ceil(count / columns));
    const wide = Math.floor((width - gap * (columns - 1)) / columns);
    const fits = fitting(Math.floor((height - gap * (rows - 1)) / rows), wide);
    if (fits > best.width) best = { columns, rows, width: fits };
  }
  return best;
}

/** The widest box that is no higher than `height` and no wider than `wide`. */
function fitting(height, wide) {
  let width = Math.min(wide, Math.floor(height * ASPECT));
  while (width > 0 && heightOf(width) > height) width -= Math.max(1, Math.ceil((heightOf(width) - height) / 2));
  return Math.max(0, width);
}

/**
 * The boxes of two monitors and `sources` tiles, in this order: `{x, y, width, height}` each.
 * `layout` is `two` (the monitors large, the rest below) or `grid` (all alike).
 */
export function boxesOf(layout, sources, width, height) {
  const gap = Math.max(4, Math.round(Math.min(width, height) * GAP_SHARE));
  if (layout === "grid" || !sources) return laid(sources + 2, { x: 0, y: 0, width, height }, gap);
  const most = Math.floor(height * MONITORS_SHARE);
  const monitors = bestGrid(2, width, most, gap);
  const used = monitors.rows * heightOf(monitors.width) + (monitors.rows - 1) * gap;
  const rest = { x: 0, y: used + gap, width, height: height - used - gap };
  return [...laid(2, { x: 0, y: 0, width, height: used }, gap), ...laid(sources, rest, gap)];
}

/** Boxes in rows, each row in the middle. */
function laid(count, area, gap) {
  const { columns, rows, width } = bestGrid(count, area.width, area.height, gap);
  const height = heightOf(width);
  const top = area.y + Math.floor((area.height - rows * height - (rows - 1) * gap) / 2);
  return Array.from({ length: count }, (_, at) => {
    const row = Math.floor(at / columns);
    const inRow = Math.min(columns, count - row * columns);
    const left = area.x + Math.floor((area.width - inRow * width - (inRow - 1) * gap) / 2);
    return { x: left + (at % columns) * (width + gap), y: top + row * (height + gap), width, height };
  });
}
