/** Which rows of a long list stand on the screen. Pure: pixels in, numbers of rows out. */

export const SPARE = 6; // rows kept ready above and below, so that a turn of the wheel finds them drawn

/** `{first, end, top, bottom}`: the rows `first` to before `end`, and the room of those above and below, in pixels. */
export function windowOf({ scroll, height, row, count }, spare = SPARE) {
  const first = clamp(Math.floor(scroll / row) - spare, 0, Math.max(0, count - 1));
  const end = clamp(Math.ceil((scroll + height) / row) + spare, first, count);
  return { first, end, top: first * row, bottom: (count - end) * row };
}

/** Where to scroll so that a row is seen whole; as little as it takes, and with a row of air. */
export function scrollFor(index, { scroll, height, row, count }) {
  const air = height > 3 * row ? row : 0;
  const most = Math.max(0, count * row - height);
  if (index * row < scroll + air) return clamp(index * row - air, 0, most);
  if ((index + 1) * row > scroll + height - air) return clamp((index + 1) * row - height + air, 0, most);
  return scroll;
}

/** Where to scroll so that a row is seen with what was before it above. */
export function scrollTo(index, { height, row, count }) {
  return clamp((index - 2) * row, 0, Math.max(0, count * row - height));
}

/** The row under a place in the list, and whether the lower half of it was meant: 0 is before the first row. */
export function gapAt(y, { row, count }) {
  return clamp(Math.round(y / row), 0, count);
}

/** How fast to scroll while something is dragged near an edge, in pixels a turn. */
export function edgeSpeed(y, height, edge = 48, most = 18) {
  if (y < edge) return -most * Math.min(1, (edge - y) / edge);
  if (y > height - edge) return most * Math.min(1, (y - height + edge) / edge);
  return 0;
}

const clamp = (value, least, most) => Math.min(most, Math.max(least, value));
