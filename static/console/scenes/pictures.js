/** Where sources and overlays lie in a scene: the mixer's geometry, enough of it to draw a miniature. */

const ANCHORS = {
  "top-left": [0, 0],
  top: [0.5, 0],
  "top-right": [1, 0],
  left: [0, 0.5],
  center: [0.5, 0.5],
  right: [1, 0.5],
  "bottom-left": [0, 1],
  bottom: [0.5, 1],
  "bottom-right": [1, 1],
};

/** A normalised rectangle with its anchor resolved, as fractions from the top left. */
export function box({ x = 0, y = 0, w = 1, h = 1, anchor = "top-left" } = {}) {
  const [ax, ay] = ANCHORS[anchor];
  return { x: x - ax * w, y: y - ay * h, w, h };
}

/** A scene's layers, bottom to top: `{source, slot, box}`; an empty slot has source null. */
export function layersOf(scene, layout) {
  return layout.slots.map((slot) => ({ source: scene.slots[slot.name] ?? null, slot, box: box(slot.rect) }));
}

/**
 * What part of a picture goes where, in pixels: `{from: [x, y, w, h], to: [x, y, w, h]}`.
 * `crop` is in fractions of the picture; `contain` leaves bars, `cover` cuts sides off, `stretch` distorts.
 */
export function placed(picture, area, { fit = "contain", crop = {} } = {}) {
  const { left = 0, top = 0, right = 0, bottom = 0 } = crop;
  const from = [
    picture.width * left,
    picture.height * top,
    picture.width * (1 - left - right),
    picture.height * (1 - top - bottom),
  ];
  if (fit === "stretch") return { from, to: [area.x, area.y, area.w, area.h] };
  const scale = (fit === "cover" ? Math.max : Math.min)(area.w / from[2], area.h / from[3]);
  return fit === "cover" ? covered(from, area, scale) : contained(from, area, scale);
}

function contained(from, area, scale) {
  const [w, h] = [from[2] * scale, from[3] * scale];
  return { from, to: [area.x + (area.w - w) / 2, area.y + (area.h - h) / 2, w, h] };
}

function covered(from, area, scale) {
  const [w, h] = [area.w / scale, area.h / scale];
  return {
    from: [from[0] + (from[2] - w) / 2, from[1] + (from[3] - h) / 2, w, h],
    to: [area.x, area.y, area.w, area.h],
  };
}

/**
 * The overlays that a scene goes to air with, bottom to top: its own, and over them those that are on over everything.
 */
export function overlaysOf({ overlays: own = [] }, show, { overlays: states = {} }) {
  const on = ({ id }) => Boolean(states[id]?.on);
  const mine = show.overlays.filter((one) => own.includes(one.id) && !on(one));
  return [...mine, ...show.overlays.filter(on)];
}

/** The name of an overlay's small picture: that of the source that it shows, or its own. */
export function pictureNameOf({ id, content }) {
  return content.kind === "source" ? content.source : `overlay-${id}`;
}

/** Paint a scene's miniature: live pictures where there are some, quiet placeholders where not, `overlays` over all. */
export function paintScene(context, scene, layout, pictureOf, overlays = []) {
  const { width, height } = context.canvas;
  context.fillStyle = scene.background ?? "#000000";
  context.fillRect(0, 0, width, height);
  for (const layer of layersOf(scene, layout)) {
    const area = { x: layer.box.x * width, y: layer.box.y * height, w: layer.box.w * width, h: layer.box.h * height };
    context.globalAlpha = layer.slot.opacity ?? 1;
    paintLayer(context, area, layer.slot, layer.source && pictureOf(layer.source), layer.source);
    context.globalAlpha = 1;
  }
  for (const overlay of overlays) paintOverlay(context, overlay, pictureOf);
}

function paintOverlay(context, overlay, pictureOf) {
  const picture = pictureOf(pictureNameOf(overlay));
  if (!picture) return;
  const { width, height } = context.canvas;
  const { x, y, w, h } = box(overlay.rect);
  const { from, to } = placed(picture, { x: x * width, y: y * height, w: w * width, h: h * height });
  context.drawImage(picture, ...from, ...to);
}

function paintLayer(context, area, slot, picture, source) {
  const { from, to } = picture ? placed(picture, area, slot) : { to: [area.x, area.y, area.w, area.h] };
  context.save();
  rounded(context, to, slot.radius);
  context.clip();
  if (picture) context.drawImage(picture, ...from, ...to);
  else paintEmpty(context, area, source);
  const width = (slot.border?.width ?? 0) * context.canvas.height;
  if (width > 0) {
    // Twice as wide, its outer half cut off: the inner half follows the round corners.
    context.strokeStyle = slot.border.color.slice(0, 7);
    context.lineWidth = 2 * Math.max(1, width);
    rounded(context, to, slot.radius);
    context.stroke();
  }
  context.restore();
}

function rounded(context, [x, y, w, h], radius = 0) {
  context.beginPath();
  context.roundRect(x, y, w, h, radiusOf(w, h, radius));
}

/** The radius in pixels of what a slot shows: `radius` is a fraction (0–0.5) of its shorter side. */
export function radiusOf(w, h, radius = 0) {
  return Math.min(0.5, radius) * Math.min(w, h);
}

function paintEmpty(context, area, source) {
  context.fillStyle = source ? "#1f2630" : "#12161c";
  context.fillRect(area.x, area.y, area.w, area.h);
  context.strokeStyle = "#3a4450";
  context.lineWidth = 1;
  context.strokeRect(area.x + 0.5, area.y + 0.5, area.w - 1, area.h - 1);
}
