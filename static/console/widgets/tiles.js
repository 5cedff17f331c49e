/** The newest small picture of each source, and the canvases that show them. */

const REPAINT_MS = 180;

export class Tiles {
  constructor() {
    this.pictures = new Map();
    this.painters = new Set();
    this.fresh = new Set();
    this.dirty = false;
    this.painted = 0;
  }

  async receive({ source, jpeg }) {
    const picture = await createImageBitmap(new Blob([jpeg], { type: "image/jpeg" })).catch(() => null);
    if (!picture) return;
    this.pictures.get(source)?.close();
    this.pictures.set(source, picture);
    this.fresh.add(source);
    this.#soon();
  }

  of = (source) => this.pictures.get(source) ?? null;

  /** `paint(pictureOf, isNew, all)` is called when pictures are new, a few times a second at most. */
  register(paint) {
    this.painters.add(paint);
    this.touch();
    return () => this.painters.delete(paint);
  }

  /** Something that is painted has changed. */
  touch() {
    this.all = true;
    this.#soon();
  }

  #soon() {
    if (this.dirty) return;
    this.dirty = true;
    setTimeout(
      () => requestAnimationFrame(() => this.#paint()),
      Math.max(0, this.painted + REPAINT_MS - performance.now()),
    );
  }

  clear() {
    for (const picture of this.pictures.values()) picture.close();
    this.pictures.clear();
    this.touch();
  }

  #paint() {
    this.dirty = false;
    this.painted = performance.now();
    const { fresh, all } = this;
    this.fresh = new Set();
    this.all = false;
    for (const paint of this.painters) paint(this.of, (source) => all || fresh.has(source), all);
  }
}

/** Give a canvas as many pixels as it has on screen, up to a sensible size; returns its context. */
export function fitted(canvas, most = 480) {
  const width = Math.min(most, Math.round(canvas.clientWidth * (window.devicePixelRatio || 1)));
  const height = Math.round((width * 9) / 16);
  if (width && canvas.width !== width) canvas.width = width;
  if (width && canvas.height !== height) canvas.height = height;
  return canvas.getContext("2d", { alpha: false });
}
