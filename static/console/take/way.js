/** How far a transition is, and durations as a hand types them. Pure. */

import { gettext } from "../../i18n.js";

export const LONGEST_MS = 20000;
const STEPS_MS = [100, 200, 250, 330, 500, 750, 1000, 1500, 2000, 3000, 4000, 5000, 7500, 10000, 15000, LONGEST_MS];
const NEAR = 0.02; // of an end: there a hand means the end

/** Where (0–1) a running transition is on a frame: held by hand, or on its way by itself. */
export function placeOf(running, frame) {
  if (!running) return 0;
  if (typeof running.held === "number") return running.held;
  const from = running.from_position ?? 0;
  const done = (frame - running.start_frame + 1) / (running.frames + 1);
  return from + (1 - from) * Math.max(0, Math.min(1, done));
}

/** A place of the T-bar's cap as a position: within reach of an end it is that end. */
export function snapped(place) {
  if (place <= NEAR) return 0;
  return place >= 1 - NEAR ? 1 : Math.round(place * 1000) / 1000;
}

/** Milliseconds in what was typed as seconds (`1.5`, `0,75 s`); null when that is none, or more than can be set. */
export function msIn(text) {
  const match = /^\s*(\d{1,3}(?:[.,]\d{0,3})?|[.,]\d{1,3})\s*s?\s*$/i.exec(text);
  if (!match) return null;
  const ms = Math.round(Number(match[1].replace(",", ".")) * 1000);
  return ms <= LONGEST_MS ? ms : null;
}

/** The next longer or shorter of the usual durations. */
export function nextStep(now_ms, way) {
  if (way > 0) return STEPS_MS.find((ms) => ms > now_ms) ?? STEPS_MS.at(-1);
  return STEPS_MS.findLast((ms) => ms < now_ms) ?? STEPS_MS[0];
}

/** How long AUTO will take: as was set for its kind, or as long as its film, where that is known. */
export function lasts_ms({ transition, durations, transports = {} }, uses) {
  const film = uses.includes("film") ? transports[transition.film] : null;
  const out_s = film && [film.playback.out_s, film.length_s].filter(Boolean).sort((a, b) => a - b)[0];
  if (out_s) return Math.round(((out_s - film.playback.in_s) / film.playback.speed) * 1000);
  return durations[transition.kind] ?? transition.duration_ms;
}

/** What a director may choose among: four ways, or eight. */
export function waysOf(uses) {
  if (!uses.includes("direction")) return [];
  return uses.includes("slanting") ? [...STRAIGHT, ...SLANTING] : STRAIGHT;
}

export const STRAIGHT = ["left", "right", "up", "down"];
export const SLANTING = ["up-left", "up-right", "down-left", "down-right"];

export function wayWords(direction) {
  const words = {
    left: gettext("To the left"),
    right: gettext("To the right"),
    up: gettext("Up"),
    down: gettext("Down"),
    "up-left": gettext("Up to the left"),
    "up-right": gettext("Up to the right"),
    "down-left": gettext("Down to the left"),
    "down-right": gettext("Down to the right"),
  };
  return words[direction];
}
