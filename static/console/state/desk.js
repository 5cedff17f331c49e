/** What the console knows, as a pure function of the messages it was sent. */

import { inOrder, withLine } from "../captions/lines.js";

export const EVENTS_KEPT = 200;
export const STARTING_S = 20;

export const nothing = Object.freeze({
  known: false,
  n: 0,
  missed: false,
  link: "down",
  role: "director",
  air: { wanted: false, since: null },
  show: null,
  revision: 0,
  desk: null,
  status: null,
  destinations: [],
  recording: { on: false, since: null },
  upgrade: null,
  captions: null,
  lines: [],
  partial: null,
  events: [],
  operators: [],
});

/** The next state. A numbered change that skips a number sets `missed`: only a fresh snapshot is to be trusted then. */
export function receive(state, message) {
  const reducer = REDUCERS[message.type];
  return reducer ? reducer(state, message) : state;
}

const REDUCERS = {
  snapshot: (state, message) => ({
    ...nothing,
    operators: message.operators ?? state.operators,
    show: state.show,
    air: state.air,
    role: message.role ?? state.role,
    known: true,
    n: message.n,
    link: message.link ?? "up",
    ...parts(message),
    status: message.status ?? null,
    captions: message.captions ?? null,
    lines: inOrder(message.caption_lines ?? []),
    events: (message.events ?? []).slice(-EVENTS_KEPT),
  }),
  change: (state, message) =>
    message.n === state.n + 1 ? { ...state, n: message.n, ...parts(message) } : { ...state, missed: state.known },
  status: (state, message) => ({ ...state, status: body(message, "status") }),
  event: (state, { type: _, ...event }) => ({ ...state, events: [...state.events, event].slice(-EVENTS_KEPT) }),
  link: (state, message) => ({
    ...state,
    link: message.state,
    air: message.air ?? state.air,
    status: message.state === "up" ? state.status : null,
    captions: message.state === "up" ? state.captions : null,
    partial: message.state === "up" ? state.partial : null,
  }),
  captions: (state, { captions }) => ({ ...state, captions, partial: captions ? state.partial : null }),
  caption_line: (state, { line }) => ({ ...state, lines: withLine(state.lines, line) }),
  caption_partial: (state, { partial }) => ({ ...state, partial }),
  presence: (state, message) => ({ ...state, operators: message.operators ?? [] }),
};

/** The parts of a snapshot or change that are replaced whole. */
function parts(message) {
  const found = {};
  for (const name of ["show", "revision", "desk", "air"]) {
    if (message[name] !== undefined && message[name] !== null) found[name] = message[name];
  }
  if (message.upgrade !== undefined) found.upgrade = message.upgrade;
  if (message.recording) found.recording = message.recording;
  if (message.destinations) found.destinations = listOf(message.destinations);
  return found;
}

/** A message may carry its body under its own name or spread out beside `type`. */
export function body(message, name) {
  if (message[name]) return message[name];
  const { type: _, ...rest } = message;
  return rest;
}

function listOf(value) {
  return Array.isArray(value) ? value : Object.entries(value).map(([id, one]) => ({ id, ...one }));
}

/**
 * What the page is to be, in one word:
 * `offline` no connection to the server · `off` the show is not on air · `starting` it was asked for and has not
 * come yet · `lost` it is wanted on air but its mixer does not answer · `air` everything works.
 */
export function modeOf({ connected, state, now_s }) {
  if (!connected || !state.known) return "offline";
  if (state.link === "up") return "air";
  if (!state.air.wanted) return "off";
  return now_s - (state.air.since ?? now_s) < STARTING_S ? "starting" : "lost";
}

/** The desk on air, or the one the show file would start with. */
export function deskOf(state) {
  if (state.desk) return state.desk;
  const show = state.show ?? { sources: [], scenes: [], overlays: [] };
  return {
    program: "black",
    preview: show.scenes[0]?.id ?? "black",
    transition: { kind: "mix", duration_ms: 500, color: "#000000", direction: "left" },
    durations: { mix: 500, dip: 1000, wipe: 500, slide: 500 },
    running: null,
    ftb: { on: false, duration_ms: 1000, running: null },
    overlays: Object.fromEntries(show.overlays.map((one) => [one.id, { on: one.on, fields: one.fields }])),
    sound: Object.fromEntries(show.sources.map((one) => [one.id, one.sound])),
    master: { gain_db: 0, mute: false },
  };
}
