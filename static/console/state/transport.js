/** Where a source that has a transport stands. Pure: the mixer's own sums (mixer/core/transport.py), for the eye. */

import { gettext } from "../../i18n.js";

export const SOON_S = 30;
export const NOW_S = 10;

/** The transport on a frame: what has played to its end has ended. */
export function onFrame(transport, frame) {
  const over = transport.state === "playing" && transport.ends_frame !== null && frame >= transport.ends_frame;
  if (!over) return transport;
  const { ends_frame: ended } = transport;
  return { ...transport, state: "ended", position_s: outOf(transport) ?? 0, frame: ended, ends_frame: null };
}

/** Where playing ends, in seconds of the file; null where that is not known. */
export function outOf({ playback, length_s }) {
  const ends = [playback.out_s, length_s].filter(Boolean);
  return ends.length ? Math.min(...ends) : null;
}

/** The seconds of its file that it shows on a frame, at so many frames a second. */
export function positionOn(transport, frame, rate) {
  const now = onFrame(transport, frame);
  if (now.state !== "playing" || !now.ready) return now.position_s;
  return within(now, now.position_s + ((frame - now.frame) / rate) * now.playback.speed);
}

/** How many seconds of programme it still lasts, or this lap of it; null where that is not known. */
export function remainingOn(transport, frame, rate) {
  const out_s = outOf(transport);
  if (out_s === null) return null;
  return Math.max(0, out_s - positionOn(transport, frame, rate)) / transport.playback.speed;
}

/** A position between the marks: it comes round where it loops, and stays where it does not. */
export function within(transport, position_s) {
  const { in_s, end } = transport.playback;
  const out_s = outOf(transport);
  if (out_s === null || position_s < out_s) return position_s;
  if (end !== "loop" || out_s <= in_s) return out_s;
  return in_s + ((position_s - in_s) % (out_s - in_s));
}

/** A position that may be asked for: between the marks, before the end. */
export function heldIn(transport, position_s) {
  const { in_s } = transport.playback;
  const out_s = outOf(transport);
  const last = out_s === null ? Infinity : Math.max(in_s, out_s - 0.001);
  return Math.min(Math.max(position_s, in_s), last);
}

/** Its state in one word for the director. */
export function stateWord(transport, frame) {
  const { ready, state } = onFrame(transport, frame);
  return ready || state === "ended" ? state : "seeking";
}

const STATES = {
  playing: gettext("playing"),
  paused: gettext("paused"),
  cued: gettext("cued"),
  ended: gettext("ended"),
  seeking: gettext("seeking"),
};

/** The same in the director's language. */
export const stateText = (transport, frame) => STATES[stateWord(transport, frame)] ?? stateWord(transport, frame);

/** How near its end is: `calm`, `soon` or `now`. What loops or stands has no end to be warned of. */
export function urgencyOf(transport, frame, rate) {
  const { state, playback } = onFrame(transport, frame);
  if (state !== "playing" || playback.end === "loop") return "calm";
  const left_s = remainingOn(transport, frame, rate);
  if (left_s === null || left_s > SOON_S) return "calm";
  return left_s > NOW_S ? "soon" : "now";
}

// -- marks --------------------------------------------------------------------------------------

/** What to set so that playing begins here; an end that lies before it is none any more. */
export function markIn({ playback }, position_s) {
  const in_s = rounded(position_s);
  return playback.out_s && playback.out_s <= in_s ? { in_s, out_s: 0 } : { in_s };
}

/** What to set so that playing ends here. At the very start there is nothing to play: null. */
export function markOut({ playback }, position_s) {
  const out_s = rounded(position_s);
  if (!out_s) return null;
  return playback.in_s >= out_s ? { in_s: 0, out_s } : { out_s };
}

const rounded = (seconds) => Math.round(seconds * 1000) / 1000;

// -- which of them ------------------------------------------------------------------------------

/** What a hand may want to play now: what is on preview, then what is on program, each once. */
export function inReach({ transports = {} }, { preview, program }) {
  const sources = [...new Set([...preview, ...program])].filter((id) => transports[id]);
  return sources.map((source) => ({ source, bus: program.has(source) ? "program" : "preview" }));
}

/** The source on program that the director has to watch: the one that ends first, else one that stands; or null. */
export function endsFirst({ transports = {} }, program, frame, rate) {
  const found = [...program].filter((id) => transports[id] && transports[id].playback.end !== "loop");
  const rank = (id) => [
    PLACE[onFrame(transports[id], frame).state],
    remainingOn(transports[id], frame, rate) ?? Infinity,
  ];
  return found.sort((one, other) => compare(rank(one), rank(other)))[0] ?? null;
}

const PLACE = { playing: 0, paused: 1, cued: 2, ended: 3 };
const compare = ([a, b], [c, d]) => a - c || (b === d ? 0 : b - d);
