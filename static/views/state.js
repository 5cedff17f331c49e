/** What a view shows, worked out from what it was told. Pure: time comes in. */

import { gettext } from "../i18n.js";
import { lampsOf, tallyOf } from "../console/state/tally.js";

/** How long a show that was asked for may take until its mixer answers. */
export const STARTING_S = 20;

export const START = Object.freeze({ connected: false, ended: "", beat: null, parts: {} });

/** The next state after a message. */
export function receive(state, message) {
  if (message.type === "part")
    return { ...state, connected: true, parts: { ...state.parts, [message.name]: message.value } };
  if (message.type === "beat") return { ...state, connected: true, beat: message };
  return state;
}

/** Nothing that was known is to be trusted any more: what is on air may be something else by now. */
export const lost = (state) => ({ ...START, ended: state.ended, parts: { show: state.parts.show } });

export const endedBy = (words) => ({ ...START, ended: words });

/**
 * In one word: `ended` the link opens nothing any more · `lost` nobody knows what is on air · `off` the show is not on
 * air · `starting` it was asked for and has not come yet · `air` what is shown is so.
 */
export function modeOf({ connected, ended, beat, parts }, now_s) {
  if (ended) return "ended";
  if (!connected || !beat || !parts.air) return "lost";
  if (parts.link === "up") return beat.live && parts.desk !== null ? "air" : "lost";
  if (!parts.air.wanted) return "off";
  return now_s - (parts.air.since ?? now_s) < STARTING_S ? "starting" : "lost";
}

const NOBODY = { program: new Set(), preview: new Set() };
const EMPTY_SHOW = { name: "", canvas: { rate: "30" }, sources: [], scenes: [], overlays: [] };

/** Everything that follows from a state. */
export function viewOf(state, now_s) {
  const { parts } = state;
  const show = parts.show ?? EMPTY_SHOW;
  const mode = modeOf(state, now_s);
  const live = mode === "air";
  const desk = live ? (parts.desk ?? null) : null;
  return {
    mode,
    show,
    desk,
    lamps: desk ? lampsOf(desk, show) : NOBODY,
    air: parts.air ?? { wanted: false, since: null },
    rehearsing: live && Boolean(parts.air?.rehearsing),
    recording: (live && parts.recording) || { on: false, since: null },
    rundown: (live && parts.rundown) || null,
    signals: parts.signals ?? {},
    messages: parts.messages ?? [],
    reader: parts.reader ?? "",
    why: state.ended || whyOf(mode, state),
  };
}

/** What is wrong, in words; nothing when all is well. */
function whyOf(mode, { connected }) {
  if (mode === "off") return gettext("The show is off air");
  if (mode === "starting") return gettext("The show is starting");
  if (mode !== "lost") return "";
  return connected ? gettext("The mixer does not answer") : gettext("No connection");
}

/** Whether the show is on air, as a lamp says it: its word, and how it looks. */
export function lampOf({ mode, rehearsing }) {
  const look = mode === "air" && rehearsing ? "rehearsal" : mode;
  return { look, words: LAMPS[look]() };
}

const LAMPS = {
  air: () => gettext("On air"),
  rehearsal: () => gettext("Rehearsal"),
  off: () => gettext("Off air"),
  starting: () => gettext("Starting"),
  lost: () => gettext("No connection"),
  ended: () => gettext("Ended"),
};

/** What a source on program is called: nothing of a rehearsal is on air. */
export const programWord = ({ rehearsing }) => (rehearsing ? gettext("Program") : gettext("On air"));

/** What the page of a tally says: `air`, `preview`, `off`, or that nobody knows. */
export function tallyWord({ mode, lamps }, source) {
  if (mode !== "air") return { word: mode === "off" || mode === "starting" ? "closed" : "unknown" };
  return { word: { program: "air", preview: "preview", off: "off" }[tallyOf(source, lamps)] };
}

/** The messages that whoever is here has not read, oldest first: they are read in the order they were sent. */
export function unread(messages, reader) {
  return messages.filter(({ seen }) => !seen.some(({ by }) => by === reader)).reverse();
}

/** The server's clock as far as its beats tell: the one that came with the least delay counts. */
export class ServerTime {
  constructor() {
    this.offsets = [];
  }

  saw(time_s, now_ms) {
    this.offsets = [...this.offsets.slice(-29), time_s * 1000 - now_ms];
  }

  at(now_ms) {
    return this.offsets.length ? now_ms + Math.max(...this.offsets) : now_ms;
  }
}
