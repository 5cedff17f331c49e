/** Two columns on a canvas, with bands, a held peak, and blue when muted. */

import { BANDS, clipping, FLOOR_DB, heightOf, MUTED_COLOR, resting, SCALE_DB, silent, step } from "./meters.js";

const GROUND = "#07090b";

export class StereoMeter {
  constructor(canvas) {
    this.canvas = canvas;
    this.channels = [silent, silent];
    this.muted = false;
    this.clip_s = 0;
    this.drawn = "";
  }

  /** `reading` has `peak_db: [left, right]`; null when nothing is known. */
  advance(reading, dt_s) {
    this.channels = this.channels.map((channel, at) => step(channel, reading?.peak_db?.[at] ?? FLOOR_DB, dt_s));
    this.clip_s = clipping(this.clip_s, reading?.peak_db ?? [], dt_s);
    const key = this.channels.every(resting) ? `rest ${this.canvas.clientHeight}` : "";
    if (key && key === this.drawn) return;
    this.drawn = key;
    this.#draw();
  }

  #draw() {
    const context = this.#context();
    const { width, height } = this.canvas;
    context.fillStyle = GROUND;
    context.fillRect(0, 0, width, height);
    const gap = Math.max(1, Math.round(width * 0.12));
    const column = (width - gap) / 2;
    this.channels.forEach((channel, at) => this.#column(context, channel, at * (column + gap), column, height));
    context.fillStyle = "rgb(255 255 255 / 14%)";
    for (const db of SCALE_DB.slice(1)) context.fillRect(0, Math.round(height * (1 - heightOf(db))), width, 1);
  }

  #column(context, { level_db, peak_db }, x, width, height) {
    let from_db = FLOOR_DB;
    for (const { top_db, color } of BANDS) {
      const to_db = Math.min(top_db, level_db);
      if (to_db > from_db) this.#block(context, x, width, height, from_db, to_db, this.muted ? MUTED_COLOR : color);
      from_db = top_db;
    }
    if (peak_db <= FLOOR_DB) return;
    context.fillStyle = this.muted ? MUTED_COLOR : BANDS.find(({ top_db }) => peak_db <= top_db).color;
    context.fillRect(x, Math.round(height * (1 - heightOf(peak_db))), width, 2);
  }

  #block(context, x, width, height, from_db, to_db, color) {
    context.fillStyle = color;
    const top = Math.round(height * (1 - heightOf(to_db)));
    context.fillRect(x, top, width, Math.round(height * (1 - heightOf(from_db))) - top);
  }

  #context() {
    const ratio = window.devicePixelRatio || 1;
    const [width, height] = [Math.round(this.canvas.clientWidth * ratio), Math.round(this.canvas.clientHeight * ratio)];
    if (this.canvas.width !== width) this.canvas.width = width;
    if (this.canvas.height !== height) this.canvas.height = height;
    return this.canvas.getContext("2d", { alpha: false });
  }
}
