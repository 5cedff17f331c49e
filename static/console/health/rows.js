/** Health in figures: what the sheet shows, row by row. Pure; values that are not known are a dash. */

import { gettext, interpolate } from "../../i18n.js";
import { told } from "../state/told.js";
import { worry } from "../state/words.js";

const NONE = "–";
export const HEARD_LATE_MS = 1000; // a picture older than that is worth a look
const whole = (value, unit) => (value === null || value === undefined ? NONE : `${Math.round(value)} ${unit}`);
const known = (value) => (value === null || value === undefined ? NONE : String(value));

/** Bits a second as people write them. */
export function rateWords(kbps) {
  if (kbps === null || kbps === undefined) return NONE;
  return kbps >= 1000 ? `${(kbps / 1000).toFixed(1)} Mb/s` : `${Math.round(kbps)} kb/s`;
}

/** How old a picture is, in what can be read at a glance. */
export function ageWords(ms) {
  if (ms === null || ms === undefined) return NONE;
  return ms < 1000 ? `${Math.max(0, Math.round(ms))} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** Each source of the show: `{id, name, level, state, codec, cells: [[what, figure, level]]}`. */
export function sourceRows({ show, status }) {
  return show.sources.map(({ id, name, input }) => {
    const now = status?.sources?.[id];
    const health = now?.health ?? {};
    const live = now?.state === "live";
    return {
      id,
      name,
      kind: input.kind,
      level: now ? worry(now.state) : "wait",
      state: told(now?.text) ?? gettext("no word from the mixer"),
      codec: now?.codec ?? "",
      lasting: live ? lastingWords(health) : "",
      cells: [
        [gettext("fps in"), health.fps ? health.fps.toFixed(1) : now?.fps ? now.fps.toFixed(1) : NONE, ""],
        [gettext("late"), known(health.late), health.late > 0 ? "wait" : ""],
        [gettext("bit rate"), rateWords(health.kbps), ""],
        [gettext("last picture"), ageWords(health.age_ms), live && health.age_ms > HEARD_LATE_MS ? "wait" : ""],
        [gettext("reconnects"), known((health.reconnects ?? 0) + (now?.restarts ?? 0)), ""],
      ],
    };
  });
}

const LASTING = {
  black_s: () => gettext("black for %(seconds)s s"),
  frozen_s: () => gettext("no movement for %(seconds)s s"),
  silent_s: () => gettext("silent for %(seconds)s s"),
};
const WORTH_S = 3;

/** For how long it has been black, still or silent, where that is worth saying. */
export function lastingWords(health) {
  return Object.entries(LASTING)
    .filter(([name]) => health[name] >= WORTH_S)
    .map(([name, words]) => interpolate(words(), { seconds: Math.round(health[name]) }))
    .join(", ");
}

/** Each way out that is on. */
export function outRows({ destinations, machine }) {
  return destinations
    .filter(({ on }) => on)
    .map(({ id, name, state, text }) => {
      const out = machine?.outputs?.[id] ?? {};
      const behind = out.behind_s === null || out.behind_s === undefined ? NONE : `${out.behind_s.toFixed(1)} s`;
      return {
        id,
        name,
        level: state === "running" ? "ok" : state === "waiting" ? "wait" : "bad",
        state: told(text || state),
        cells: [
          [gettext("bit rate"), rateWords(out.kbps), ""],
          [gettext("behind"), behind, out.behind_s > 2 ? "wait" : ""],
          [gettext("reconnects"), known(out.reconnects), out.reconnects > 0 ? "wait" : ""],
          [gettext("left out"), known(out.left_out), out.left_out > 0 ? "wait" : ""],
        ],
      };
    });
}

/** The engine and its encoder; empty without a mixer. */
export function engineCells({ status, show }, fps) {
  if (!status) return [];
  const { frame_ms: frame = {}, encoder = {} } = status;
  const budget = 1000 / fps;
  const speed = encoder.picture_ms ? budget / encoder.picture_ms : null;
  return [
    [gettext("frames a second"), status.fps.toFixed(1), status.fps < fps * 0.98 ? "bad" : ""],
    [gettext("late frames"), known(status.late), status.late_last_s > 0 ? "bad" : status.late ? "wait" : ""],
    [gettext("time for a frame"), frameWords(frame, budget), frame.p99 > budget ? "bad" : ""],
    [gettext("encoder"), speed ? `${speed.toFixed(1)}×` : NONE, speed && speed < 1.1 ? "bad" : ""],
    [gettext("left out of the picture"), known(status.left_out ?? 0), status.left_out ? "wait" : ""],
    [gettext("decoding"), decodingWords(status.decoding, show), ""],
  ];
}

const frameWords = ({ p50, p99 }, budget) =>
  p50 === undefined
    ? NONE
    : interpolate(gettext("%(usual)s ms, at worst %(worst)s of %(budget)s"), {
        usual: p50.toFixed(1),
        worst: p99.toFixed(1),
        budget: budget.toFixed(1),
      });

const decodingWords = (decoding) =>
  decoding
    ? interpolate(gettext("%(now)s of %(most)s, %(asleep)s asleep"), { ...decoding, most: decoding.most || "∞" })
    : NONE;

/** The machine: processor, memory of the show's processes, and the disk in minutes of recording. */
export function machineCells({ machine }) {
  if (!machine) return [];
  const { cpu, cores, show_cores: own, memory_mb: memory, processes, disk } = machine;
  const share = cpu === null || cpu === undefined ? NONE : `${Math.round(cpu * 100)} %`;
  return [
    [gettext("processor"), share, cpu > 0.9 ? "bad" : cpu > 0.75 ? "wait" : ""],
    [gettext("this show"), coresWords(own, cores), ""],
    [gettext("memory of this show"), memoryWords(memory, processes), ""],
    [gettext("disk left"), disk ? `${disk.free_gb.toFixed(1)} GB` : NONE, disk?.free_gb < 1 ? "bad" : ""],
    [gettext("room to record"), minutesWords(disk?.minutes), roomLevel(disk?.minutes)],
  ];
}

const coresWords = (own, cores) =>
  own === null || own === undefined ? NONE : interpolate(gettext("%(own)s of %(cores)s cores"), { own, cores });

const memoryWords = (memory, processes) =>
  memory === undefined
    ? NONE
    : interpolate(gettext("%(memory)s in %(processes)s processes"), { memory: whole(memory, "MB"), processes });

/** Minutes of recording, as a director plans with them. */
export function minutesWords(minutes) {
  if (minutes === null || minutes === undefined) return NONE;
  if (minutes >= 48 * 60) return gettext("more than two days");
  const hours = Math.floor(minutes / 60);
  const rest = Math.floor(minutes % 60);
  if (!hours) return interpolate(gettext("%(minutes)s min"), { minutes: rest });
  return interpolate(gettext("%(hours)s h %(minutes)s min"), { hours, minutes: String(rest).padStart(2, "0") });
}

export const roomLevel = (minutes) =>
  minutes === null || minutes === undefined || minutes >= 45 ? "" : minutes < 10 ? "bad" : "wait";
