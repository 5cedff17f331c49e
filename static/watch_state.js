/** What a viewer is told, worked out from what the player sees. Pure; times in milliseconds. */

import { gettext } from "./i18n.js";

export const STALLED_MS = 4000;
export const LAST_MS = 1000;
export const OFF_MS = 30000;

/** What is known at the start: nothing has been seen yet. */
export const START = { found: null, ended: false, movedAt: null, paused: false, position: 0 };

/**
 * One more observation. `found` is whether the playlist is there (null: not answered yet), `ended` whether it says
 * it is over, `position` where the picture is, `paused` whether the viewer stopped it.
 */
export function observe(seen, { now, ...news }) {
  const next = { ...seen, ...news };
  const moved = news.position > seen.position;
  return moved ? { ...next, movedAt: now } : next;
}

/** loading, live, paused, reconnecting or off. */
export function stateOf(seen, now) {
  const moving = seen.movedAt !== null && now - seen.movedAt < (seen.ended ? LAST_MS : STALLED_MS);
  if (seen.paused && seen.movedAt !== null && !seen.ended) return "paused";
  if (moving) return "live";
  if (seen.ended || seen.found === false) return "off";
  if (seen.movedAt === null) return "loading";
  return now - seen.movedAt < OFF_MS ? "reconnecting" : "off";
}

const WORDS = {
  loading: [gettext("Loading"), gettext("Loading"), ""],
  live: [gettext("Live"), "", ""],
  paused: [gettext("Paused"), "", ""],
  reconnecting: [gettext("Reconnecting"), gettext("Reconnecting"), gettext("The picture will come back by itself.")],
  off: [
    gettext("Off air"),
    gettext("The show is off air"),
    gettext("This page starts playing by itself when it begins."),
  ],
  rehearsal: [
    gettext("Rehearsal"),
    gettext("Rehearsal: nothing is on air"),
    gettext("Viewers are told that the show is off air. This page starts playing by itself when it goes on air."),
  ],
};

/** The lamp's word, the large words, and the sentence under them. */
export const wordsOf = (state) => WORDS[state];

/** Whether a viewer has fallen so far behind the newest picture that a way back is worth offering. */
export const isBehind = (position, edge) => Number.isFinite(edge) && edge - position > 15;
