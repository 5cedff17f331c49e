/** Captions in words a director understands. Pure. */

import { facts } from "../state/facts.js";
import { fraction } from "../state/words.js";

export const settingsOf = (show) => ({ ...facts.captions, ...show?.captions });

export const FAR_BEHIND_S = 6;

/**
 * How captions are, for the head of the panel: `state` is off · resting · starting · waiting · failed · listening ·
 * item, `worry` what the lamp shows, `word` a big word, `text` what is behind it, `next` what to do about it.
 */
export function headOf({ mode, show, captions: status }) {
  const settings = settingsOf(show);
  if (!settings.on) return { state: "off", worry: "off", word: "Off", text: "Speech is not listened to.", next: "" };
  if (mode !== "air")
    return { state: "resting", worry: "wait", word: "Ready", text: "Captions start with the show.", next: "" };
  if (!status)
    return {
      state: "starting",
      worry: "wait",
      word: "Starting",
      text: "The captions program is being started.",
      next: "",
    };
  if (status.state === "failed" || (status.state !== "waiting" && status.recogniser?.ok === false))
    return failed(status);
  if (status.state === "waiting")
    return {
      state: "waiting",
      worry: "wait",
      word: "Waiting",
      text: sentence(status.text) || "Waiting for the mixer.",
      next: "",
    };
  return listening(status, settings);
}

function failed({ text, recogniser }) {
  const why = text || recogniser?.text || "captions have failed";
  return { state: "failed", worry: "bad", word: "Failed", text: sentence(why), next: remedy(why) };
}

function listening(status, { languages, listen }) {
  const common = { state: "listening", word: "Listening" };
  if (!languages.length)
    return { ...common, worry: "bad", text: "Nothing is shown yet.", next: "Add the first language." };
  if (status.lag_s > FAR_BEHIND_S)
    return {
      ...common,
      worry: "bad",
      text: behind(status),
      next: "A smaller model keeps up better; old speech is skipped.",
    };
  if (status.translator?.ok === false && status.translator.text)
    return { ...common, worry: "bad", text: sentence(status.translator.text), next: remedy(status.translator.text) };
  if (status.state === "off" || status.state === "file") return ofItem(status);
  const heard = listen === "program" ? "" : "a source only";
  return { ...common, worry: "ok", text: heard, next: "" };
}

/** Speech is not written down, because the rundown says so of what is on air. */
function ofItem({ state, item }) {
  const name = item ? `“${item}”` : "What is on air";
  if (state === "off") return { state: "item", worry: "off", word: "Off for now", text: `${name} has none.`, next: "" };
  return { state: "item", worry: "ok", word: "From a file", text: `${name} has its own.`, next: "" };
}

const REMEDIES = [
  [/package|module|import/i, "Captions’ packages are still missing on the server; Models says how far they are."],
  [/model|pair|translat/i, "Open Models and install one that fits."],
  [
    /queue|redis|worker|answer|late/i,
    "Captions go on by themselves once the workers are back; look at the server if they do not.",
  ],
  [/space|disk|stored/i, "Free some space on the server."],
  [/font|draw|raqm|glyph/i, "Install the fonts that are named on the server."],
];

function remedy(why) {
  return (
    REMEDIES.find(([pattern]) => pattern.test(why))?.[1] ??
    "The programme goes on without captions; they are tried again by themselves."
  );
}

export function sentence(words) {
  if (!words) return "";
  return words[0].toUpperCase() + words.slice(1) + (/[.!?…]$/.test(words) ? "" : ".");
}

const seconds = (value) => `${(value ?? 0).toFixed(1)} s`;

export const behind = (status) => `${seconds(status.lag_s)} behind`;

/** The line under the meter: how late, how much waits, how often something was left out. */
export function meterText(status) {
  const parts = [behind(status), `${seconds(status.backlog_s)} of sound waits`];
  if (status.queue) parts.push(`${status.queue} to translate`);
  if (status.gap) parts.push(status.gap === 1 ? "1 gap" : `${status.gap} gaps`);
  return parts.join(" · ");
}

// -- lines ------------------------------------------------------------------------------------

const STATES = {
  heard: "Heard",
  translated: "Translated",
  on_air: "On air",
  aired: "Aired",
  dropped: "Dropped",
  gap: "Gap",
};

/** What a line's badge says; `leaving` is the frame that leaves now, null when nobody knows. */
export function stateWords(line, leaving = null, rate = 30) {
  if (line.state === "translated" && line.aired_from !== null && leaving !== null && line.aired_from > leaving) {
    return `On air in ${Math.ceil((line.aired_from - leaving) / rate)} s`;
  }
  if (line.state === "heard" && line.engine === "file") return "From a file";
  return STATES[line.state] ?? line.state;
}

export const changeable = (line) => line.state === "heard" || line.state === "translated";

/** Why a line cannot be edited; "" when it can. */
export function whyFixed({ state }) {
  if (state === "on_air") return "It is on air: pixels cannot be corrected. A programme delay gives time to edit.";
  if (state === "aired") return "It has been on air. A programme delay gives time to edit.";
  if (state === "dropped") return "It was dropped. Bring it back first.";
  return "";
}

/** A line's texts in the order they are shown: [code, text, remark], what was said first. */
export function textsOf(line, languages) {
  const rows = [[line.language, line.texts[line.language]?.text ?? line.text, ""]];
  const order = [...new Set([...languages.map(({ code }) => code), ...Object.keys(line.texts)])];
  for (const code of order) {
    const one = line.texts[code];
    if (one && code !== line.language) rows.push([code, one.text, remark(one)]);
  }
  return rows;
}

function remark({ fallback, via, edited_by: by }) {
  if (by) return `edited by ${by}`;
  if (fallback) return `not translated: ${fallback}`;
  return via ? `via ${via}` : "";
}

/** The texts an operator may change: those that will be shown. A line that is only heard has its own words. */
export function editable(line, languages) {
  if (line.state === "heard") return [[line.language, line.text]];
  return textsOf(line, languages)
    .filter(([code]) => code in line.texts)
    .map(([code, text]) => [code, text]);
}

/** The changed ones of `typed`; a text left empty is refused by throwing words. */
export function edits(before, typed) {
  const found = {};
  for (const [code, text] of before) {
    const now = (typed[code] ?? text).trim();
    if (!now) throw new Error("A text cannot be empty. Drop the line to leave it out.");
    if (now !== text) found[code] = now;
  }
  return found;
}

// -- the delay --------------------------------------------------------------------------------

/** Megabytes that `delay_s` of pictures take: planar 4:2:0, a byte and a half a pixel. */
export function delayMegabytes({ width, height, rate }, delay_s) {
  return Math.round((width * height * 1.5 * Math.round(fraction(rate) * delay_s)) / 1e6);
}

/** How long the programme is held back now, in seconds: what the mixer says, else what is set. */
export function delayOf({ status, show }) {
  if (status?.delay) return Math.round((status.delay.frames / fraction(show.canvas.rate)) * 10) / 10;
  return status ? 0 : settingsOf(show).delay_s;
}
