/** The newest small picture of each source and overlay, and the canvases that show them. */

const REPAINT_MS = 90;
export const SELDOM_MS = 300; // for what is made of several pictures

export class Tiles {
  constructor(decode = (blob) => createImageBitmap(blob)) {
    this.decode = decode;
    this.pictures = new Map();
    this.painters = new Set();
    this.dirty = false;
    this.painted = 0;
    this.came = this.cleared = 0;
    this.shown = new Map(); // the number of each source's picture
  }

  /** Decoding takes longer for some than for others: the last that came is shown, whatever is ready last. */
  async receive({ source, jpeg }) {
    const number = ++this.came;
    const picture = await this.decode(new Blob([jpeg], { type: typeOf(jpeg) })).catch(() => null);
    if (!picture) return;
    if (number <= this.cleared || (this.shown.get(source) ?? 0) > number) return picture.close();
    this.shown.set(source, number);
    this.pictures.get(source)?.close();
    this.pictures.set(source, picture);
    for (const painter of this.painters) painter.fresh.add(source);
    this.#soon();
  }

  of = (source) => this.pictures.get(source) ?? null;

  /** `paint(pictureOf, isNew, all)` is called when pictures are new, every `every_ms` at most. */
  register(paint, every_ms = REPAINT_MS) {
    const painter = { paint, every_ms, fresh: new Set(), painted: -Infinity };
    this.painters.add(painter);
    this.touch();
    return () => this.painters.delete(painter);
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
    this.cleared = this.came;
    this.touch();
  }

  #paint() {
    this.dirty = false;
    this.painted = performance.now();
    const { all } = this;
    this.all = false;
    for (const painter of this.painters) this.#paintOne(painter, all);
    if ([...this.painters].some(({ fresh }) => fresh.size)) this.#soon();
  }

  #paintOne(painter, all) {
    const { fresh, every_ms, paint } = painter;
    if (!all && (!fresh.size || this.painted - painter.painted < every_ms - 10)) return;
    Object.assign(painter, { fresh: new Set(), painted: this.painted });
    paint(this.of, (source) => all || fresh.has(source), all);
  }
}

/** What kind of file a picture is: those of overlays have alpha. */
function typeOf(file) {
  const begins = String.fromCharCode(...new Uint8Array(file.buffer ?? file, file.byteOffset ?? 0, 4));
  return { RIFF: "image/webp", "\x89PNG": "image/png" }[begins] ?? "image/jpeg";
}

/** Give a canvas as many pixels as it has on screen, up to a sensible size; returns its context. */
export function fitted(canvas, most = 480) {
  const width = Math.min(most, Math.round(canvas.clientWidth * (window.devicePixelRatio || 1)));
  const height = Math.round((width * 9) / 16);
  if (width && canvas.width !== width) canvas.width = width;
  if (width && canvas.height !== height) canvas.height = height;
  return canvas.getContext("2d", { alpha: false });
}
