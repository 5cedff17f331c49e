/** Meter ballistics, drawn from elapsed time, so that a dropped message never changes the fall. */

export const FLOOR_DB = -60;
export const FALL_DB_PER_S = 20 / 1.5; // the return of an IEC 60268-10 programme meter
export const HOLD_S = 2;

/** Bands from the bottom up: where each ends in dBFS, and its colour. */
export const BANDS = [
  { top_db: -18, color: "#3fae97" },
  { top_db: -9, color: "#86c67a" },
  { top_db: -3, color: "#f5b31b" },
  { top_db: 0, color: "#ff7d1f" },
];
export const MUTED_COLOR = "#5b8cff";

export const silent = Object.freeze({ level_db: FLOOR_DB, peak_db: FLOOR_DB, held_s: 0 });

/** One channel's meter, `dt_s` later: attack at once, a steady fall; the peak is held for two seconds first. */
export function step(meter, input_db, dt_s) {
  const input = Math.max(FLOOR_DB, Math.min(0, input_db));
  const level_db = Math.max(input, meter.level_db - FALL_DB_PER_S * dt_s, FLOOR_DB);
  if (level_db >= meter.peak_db) return { level_db, peak_db: level_db, held_s: 0 };
  const held_s = meter.held_s + dt_s;
  const falling_s = Math.min(dt_s, Math.max(0, held_s - HOLD_S));
  return { level_db, peak_db: Math.max(level_db, meter.peak_db - FALL_DB_PER_S * falling_s), held_s };
}

export const CLIP_DB = -0.1; // of full scale: what comes so near has been cut off, or will be
export const CLIP_S = 4;
export const SCALE_DB = [0, -6, -12, -20, -30, -45];

/** How long a clip lamp has still to burn, `dt_s` later. */
export function clipping(left_s, peaks_db, dt_s) {
  return peaks_db.some((db) => db >= CLIP_DB) ? CLIP_S : Math.max(0, left_s - dt_s);
}

/** Whether anything of this meter would still be drawn or move. */
export function resting(meter) {
  return meter.peak_db <= FLOOR_DB;
}

/** Where a level stands on the scale, 0 at the floor and 1 at full scale. */
export function heightOf(db) {
  return Math.max(0, Math.min(1, 1 - db / FLOOR_DB));
}

/** A loudness or level in words; the floor is silence. */
export function dbText(db, floor = -70) {
  return Number.isFinite(db) && db > floor ? db.toFixed(1).replace("-", "−") : "−∞";
}
