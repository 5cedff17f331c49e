/** The fader's law: fine around unity, coarse below. */

export const OFF_DB = -90;
export const TOP_DB = 12;

const LAW = [
  [0, OFF_DB],
  [0.04, -60],
  [0.16, -40],
  [0.32, -20],
  [0.5, -10],
  [0.76, 0],
  [1, TOP_DB],
];

/** Gain in dB at a position from 0 (closed) to 1 (top). */
export function gainAt(position) {
  return round(along(LAW, clamp(position, 0, 1)));
}

/** Position of a gain; the inverse of `gainAt`. */
export function positionOf(gain_db) {
  return along(
    LAW.map(([position, db]) => [db, position]),
    clamp(gain_db, OFF_DB, TOP_DB),
  );
}

/** A gain as the strip writes it. */
export function gainText(gain_db) {
  if (gain_db <= -89.9) return "−∞";
  const text = Math.abs(gain_db).toFixed(1);
  if (text === "0.0") return "0.0";
  return `${gain_db < 0 ? "−" : "+"}${text}`;
}

function along(points, at) {
  const next = points.findIndex(([x]) => x >= at);
  if (next <= 0) return points[0][1];
  const [[x0, y0], [x1, y1]] = [points[next - 1], points[next]];
  return y0 + ((at - x0) / (x1 - x0)) * (y1 - y0);
}

const clamp = (value, low, high) => Math.min(high, Math.max(low, value));
const round = (db) => Math.round(db * 10) / 10;
