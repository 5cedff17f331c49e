/**
 * Where a place lies and how a hand changes that: pure, in pixels of the canvas. A box is `{x, y, w, h}` from its top
 * left; a rect is the show file's, in fractions, with the anchor that (x, y) means. A handle is a compass point.
 */

export const SMALLEST_PX = 16;
export const SEEN_PX = 24; // so much of a place stays on the canvas, or nobody would find it again
export const STEP_PX = 2; // pictures lie at even pixels
export const CROP_MOST = 0.95;

export const ANCHORS = [
  ["top-left", "top", "top-right"],
  ["left", "center", "right"],
  ["bottom-left", "bottom", "bottom-right"],
];
export const HANDLES = ["nw", "n", "ne", "e", "se", "s", "sw", "w"];

/** Which point of a box an anchor is, in fractions of it. */
export function pointOf(anchor = "top-left") {
  const row = ANCHORS.findIndex((one) => one.includes(anchor));
  return { ax: ANCHORS[row].indexOf(anchor) / 2, ay: row / 2 };
}

/** Which sides a handle moves: -1 the left or upper one, 1 the right or lower one, 0 neither. */
export function sidesOf(handle) {
  return {
    hx: handle.includes("w") ? -1 : handle.includes("e") ? 1 : 0,
    hy: handle.includes("n") ? -1 : handle.includes("s") ? 1 : 0,
  };
}

export function boxOf({ x = 0, y = 0, w = 1, h = 1, anchor } = {}, { width, height }) {
  const { ax, ay } = pointOf(anchor);
  return { x: (x - ax * w) * width, y: (y - ay * h) * height, w: w * width, h: h * height };
}

export function rectOf({ x, y, w, h }, anchor, { width, height }) {
  const { ax, ay } = pointOf(anchor);
  const rect = { x: (x + ax * w) / width, y: (y + ay * h) / height, w: w / width, h: h / height };
  return { ...mapped(rect, rounded), anchor: anchor ?? "top-left" };
}

/** Exact to a hundredth of a pixel, and short in the show file. */
const rounded = (value) => Math.round(value * 1e6) / 1e6;
const mapped = (values, change) => Object.fromEntries(Object.entries(values).map(([key, one]) => [key, change(one)]));
const within = (value, least, most) => Math.min(Math.max(value, least), most);

/** The box with a part of it on the canvas, and no larger than the show file may say. */
export function kept({ x, y, w, h }, { width, height }) {
  const size = { w: within(w, SMALLEST_PX, 4 * width), h: within(h, SMALLEST_PX, 4 * height) };
  const seen = { x: Math.min(SEEN_PX, size.w), y: Math.min(SEEN_PX, size.h) };
  return { x: within(x, seen.x - size.w, width - seen.x), y: within(y, seen.y - size.h, height - seen.y), ...size };
}

export function moved(box, dx, dy, canvas) {
  return kept({ ...box, x: box.x + dx, y: box.y + dy }, canvas);
}

/**
 * A box whose handle was dragged by so many pixels. `ratio` keeps its form, `centred` moves the opposite side the
 * other way. What is not dragged stays where it is, also where the box cannot become smaller.
 */
export function resized(box, handle, dx, dy, canvas, { ratio = false, centred = false } = {}) {
  const { hx, hy } = sidesOf(handle);
  const twice = centred ? 2 : 1;
  let w = within(box.w + hx * dx * twice, SMALLEST_PX, 4 * canvas.width);
  let h = within(box.h + hy * dy * twice, SMALLEST_PX, 4 * canvas.height);
  if (ratio) [w, h] = inForm(box, w, h, hx, hy);
  const x = box.x + (box.w - w) * (centred || !hx ? 0.5 : hx < 0 ? 1 : 0);
  const y = box.y + (box.h - h) * (centred || !hy ? 0.5 : hy < 0 ? 1 : 0);
  return kept({ x, y, w, h }, canvas);
}

/** The larger change of the two leads; of a side's handle its own. */
function inForm(box, w, h, hx, hy) {
  const [a, b] = [w / box.w, h / box.h];
  const wanted = !hx ? b : !hy ? a : Math.abs(a - 1) > Math.abs(b - 1) ? a : b;
  const scale = Math.max(wanted, SMALLEST_PX / box.w, SMALLEST_PX / box.h);
  return [box.w * scale, box.h * scale];
}

/** The same place on the canvas, told by another point of it. */
export function anchored(rect, anchor, canvas) {
  return rectOf(boxOf(rect, canvas), anchor, canvas);
}

/** The place with its anchor at the same point of the canvas: in that corner, at that edge, in the middle. */
export function flush(rect) {
  const { ax, ay } = pointOf(rect.anchor);
  return { ...rect, x: ax, y: ay };
}

/** Arrow keys: how far a press moves a place, or null for other keys. */
export function nudgeOf(key, large) {
  const step = large ? 5 * STEP_PX : STEP_PX;
  return { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[key] ?? null;
}

/**
 * A crop by hand: the handle's sides cut into the picture, what is left of it stays where it was.
 * `slot` has `rect` and `crop`; the answer has both anew.
 */
export function croppedBy({ rect, crop }, handle, dx, dy, canvas) {
  const { hx, hy } = sidesOf(handle);
  const box = boxOf(rect, canvas);
  const across = cutOf([crop.left, crop.right], box.x, box.w, hx, dx);
  const down = cutOf([crop.top, crop.bottom], box.y, box.h, hy, dy);
  const cut = { left: across.cut[0], right: across.cut[1], top: down.cut[0], bottom: down.cut[1] };
  const left = { x: across.at, w: across.size, y: down.at, h: down.size };
  return { crop: mapped(cut, rounded), rect: rectOf(left, rect.anchor, canvas) };
}

/** One direction of a crop: the cuts at both ends, and where what is left begins and how long it is. */
function cutOf([first, last], at, size, side, by) {
  if (!side) return { cut: [first, last], at, size };
  const whole = size / (1 - first - last);
  const room = CROP_MOST - first - last;
  const end = side < 0 ? first : last;
  const more = within((-side * by) / whole, -end, Math.max(0, room));
  const length = size - more * whole;
  return side < 0
    ? { cut: [first + more, last], at: at + more * whole, size: length }
    : { cut: [first, last + more], at, size: length };
}

/** A crop typed in: never more than leaves 5 % of the picture. */
export function cropTyped(crop, side, value) {
  const opposite = { left: "right", right: "left", top: "bottom", bottom: "top" }[side];
  return { ...crop, [side]: rounded(within(value, 0, CROP_MOST - crop[opposite])) };
}

/** The topmost of some boxes (bottom to top) under a point, or -1. */
export function hit(boxes, { x, y }) {
  return boxes.findLastIndex((box) => x >= box.x && y >= box.y && x < box.x + box.w && y < box.y + box.h);
}
