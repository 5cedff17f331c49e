/** The transcript as the page keeps it. Pure. */

export const LINES_KEPT = 200;

/** `lines` with one more, or with another state of one, in the order they were said. */
export function withLine(lines, line) {
  const at = lines.findIndex(({ id }) => id === line.id);
  if (at >= 0) return lines.with(at, line);
  const after = lines.findLastIndex(({ from_frame: frame }) => frame <= line.from_frame);
  return lines.toSpliced(after + 1, 0, line).slice(-LINES_KEPT);
}

export const inOrder = (lines) => [...lines].sort((one, other) => one.from_frame - other.from_frame).slice(-LINES_KEPT);
