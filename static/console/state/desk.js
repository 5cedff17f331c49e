/** What the console knows, as a pure function of the messages it was sent. */

import { inOrder, withLine } from "../captions/lines.js";
import { facts } from "./facts.js";
import { EVERY } from "./rights.js";

export const EVENTS_KEPT = 200;
export const STARTING_S = 20;

export const nothing = Object.freeze({
  known: false,
  n: 0,
  missed: false,
  link: "down",
  role: "director",
  rights: EVERY,
  air: { wanted: false, since: null, rehearsing: false },
  rehearsing: false,
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
  rundown: null,
  schedule: null,
  events: [],
  alerts: [],
  machine: null,
  takes: [],
  macros: [],
  planned: [],
  people: [],
  messages: [],
  operators: [],
  editors: [],
});

/** The next state. A numbered change that skips a number sets `missed`: only a fresh snapshot is to be trusted then. */
export function receive(state, message) {
  const reducer = REDUCERS[message.type];
  return reducer ? reducer(state, message) : state;
}

const REDUCERS = {
  snapshot: (state, { frame: _, ...message }) => ({
    ...nothing,
    operators: state.operators,
    people: state.people,
    role: state.role,
    rights: state.rights,
    link: "up",
    ...told({ show: state.show, air: state.air }, message),
    known: true,
    missed: false,
  }),
  change: (state, message) => (message.n === state.n + 1 ? told(state, message) : { ...state, missed: state.known }),
  status: (state, message) => ({ ...state, status: body(message, "status") }),
  event: (state, { type: _, ...event }) => ({ ...state, events: [...state.events, event].slice(-EVENTS_KEPT) }),
  link: (state, { state: link, ...message }) => ({
    ...told(state, message),
    link,
    partial: link === "up" ? state.partial : null,
  }),
  machine: (state, { machine }) => ({ ...state, machine }),
  captions: (state, { captions }) => ({ ...state, captions, partial: captions ? state.partial : null }),
  caption_line: (state, { line }) => ({ ...state, lines: withLine(state.lines, line) }),
  caption_partial: (state, { partial }) => ({ ...state, partial }),
  presence: (state, message) => ({ ...state, operators: message.operators ?? [], people: message.people ?? [] }),
  editors: (state, { editors }) => ({ ...state, editors }),
};

/** The state with the parts that a message tells, each replaced whole. What stands on the desk is never forgotten. */
function told(state, { type: _, caption_lines: lines, events, ...parts }) {
  for (const name of ["show", "revision", "desk", "air"]) if (parts[name] === null) delete parts[name];
  return {
    ...state,
    ...parts,
    ...(lines ? { lines: inOrder(lines) } : {}),
    ...(events ? { events: events.slice(-EVENTS_KEPT) } : {}),
  };
}

/** A message may carry its body under its own name or spread out beside `type`. */
export function body(message, name) {
  if (message[name]) return message[name];
  const { type: _, ...rest } = message;
  return rest;
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
    ...facts.desk,
    preview: show.scenes[0]?.id ?? facts.desk.preview,
    overlays: Object.fromEntries(show.overlays.map((one) => [one.id, { on: one.on, fields: one.fields }])),
    sound: Object.fromEntries(show.sources.map((one) => [one.id, one.sound])),
  };
}
