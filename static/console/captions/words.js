/** Captions in words a director understands. Pure. */

import { gettext, interpolate, ngettext, pgettext } from "../../i18n.js";
import { facts } from "../state/facts.js";
import { sentence } from "../state/sentence.js";
import { told } from "../state/told.js";
import { fraction } from "../state/words.js";

export const settingsOf = (show) => ({ ...facts.captions, ...show?.captions });

export const FAR_BEHIND_S = 6;

/**
 * How captions are, for the head of the panel: `state` is off · resting · starting · waiting · failed · listening ·
 * item, `worry` what the lamp shows, `word` a big word, `text` what is behind it, `next` what to do about it.
 */
export function headOf({ mode, show, captions: status }) {
  const settings = settingsOf(show);
  if (!settings.on)
    return { ...head("off", "off", pgettext("switch", "Off")), text: gettext("Speech is not listened to.") };
  if (mode !== "air")
    return { ...head("resting", "wait", gettext("Ready")), text: gettext("Captions start with the show.") };
  if (!status)
    return {
      ...head("starting", "wait", gettext("Starting")),
      text: gettext("The captions program is being started."),
    };
  if (status.state === "failed" || (status.state !== "waiting" && status.recogniser?.ok === false))
    return failed(status);
  if (status.state === "waiting")
    return {
      ...head("waiting", "wait", gettext("Waiting")),
      text: status.text ? sentence(told(status.text)) : gettext("Waiting for the mixer."),
    };
  return listening(status, settings);
}

const head = (state, worry, word) => ({ state, worry, word, text: "", next: "" });

function failed({ text, recogniser }) {
  const why = text || recogniser?.text || "";
  const said = why ? sentence(told(why)) : gettext("Captions have failed.");
  return { ...head("failed", "bad", gettext("Failed")), text: said, next: remedy(why) };
}

function listening(status, { languages, listen }) {
  const common = { state: "listening", word: pgettext("captions", "Listening") };
  if (!languages.length)
    return {
      ...common,
      worry: "bad",
      text: gettext("Nothing is shown yet."),
      next: gettext("Add the first language."),
    };
  if (status.lag_s > FAR_BEHIND_S)
    return {
      ...common,
      worry: "bad",
      text: behind(status),
      next: gettext("A smaller model keeps up better; old speech is skipped."),
    };
  const { ok, text: why } = status.translator ?? {};
  if (ok === false && why) return { ...common, worry: "bad", text: sentence(told(why)), next: remedy(why) };
  if (status.state === "off" || status.state === "file") return ofItem(status);
  const heard = listen === "program" ? "" : gettext("a source only");
  return { ...common, worry: "ok", text: heard, next: "" };
}

/** Speech is not written down, because the rundown says so of what is on air. */
function ofItem({ state, item }) {
  if (state === "off") {
    const none = item ? gettext("“%(name)s” has none.") : gettext("What is on air has none.");
    return { ...head("item", "off", gettext("Off for now")), text: interpolate(none, { name: item }) };
  }
  const own = item ? gettext("“%(name)s” has its own.") : gettext("What is on air has its own.");
  return { ...head("item", "ok", gettext("From a file")), text: interpolate(own, { name: item }) };
}

/** What helps, by the server's own words: those are English. */
const REMEDIES = () => [
  [
    /package|module|import/i,
    gettext("Captions’ packages are still missing on the server; Models says how far they are."),
  ],
  [/model|pair|translat/i, gettext("Open Models and install one that fits.")],
  [
    /queue|redis|worker|answer|late/i,
    gettext("Captions go on by themselves once the workers are back; look at the server if they do not."),
  ],
  [/space|disk|stored/i, gettext("Free some space on the server.")],
  [/font|draw|raqm|glyph/i, gettext("Install the fonts that are named on the server.")],
];

function remedy(why) {
  return (
    REMEDIES().find(([pattern]) => pattern.test(why))?.[1] ??
    gettext("The programme goes on without captions; they are tried again by themselves.")
  );
}

const inSeconds = (words, value) => interpolate(words, { seconds: (value ?? 0).toFixed(1) });

export const behind = (status) => inSeconds(gettext("%(seconds)s s behind"), status.lag_s);

/** The line under the meter: how late, how much waits, how often something was left out. */
export function meterText(status) {
  const { queue, gap } = status;
  const parts = [behind(status), inSeconds(gettext("%(seconds)s s of sound waits"), status.backlog_s)];
  if (queue) parts.push(interpolate(gettext("%(count)s to translate"), { count: queue }));
  if (gap) parts.push(interpolate(ngettext("%(count)s gap", "%(count)s gaps", gap), { count: gap }));
  return parts.join(" · ");
}

// -- lines ------------------------------------------------------------------------------------

const STATES = {
  heard: () => gettext("Heard"),
  translated: () => gettext("Translated"),
  on_air: () => gettext("On air"),
  aired: () => gettext("Aired"),
  dropped: () => gettext("Dropped"),
  gap: () => gettext("Gap"),
};

/** What a line's badge says; `leaving` is the frame that leaves now, null when nobody knows. */
export function stateWords(line, leaving = null, rate = 30) {
  if (line.state === "translated" && line.aired_from !== null && leaving !== null && line.aired_from > leaving) {
    return interpolate(gettext("On air in %(seconds)s s"), { seconds: Math.ceil((line.aired_from - leaving) / rate) });
  }
  if (line.state === "heard" && line.engine === "file") return gettext("From a file");
  return STATES[line.state]?.() ?? line.state;
}

export const changeable = (line) => line.state === "heard" || line.state === "translated";

/** Why a line cannot be edited; "" when it can. */
export function whyFixed({ state }) {
  if (state === "on_air")
    return gettext("It is on air: pixels cannot be corrected. A programme delay gives time to edit.");
  if (state === "aired") return gettext("It has been on air. A programme delay gives time to edit.");
  if (state === "dropped") return gettext("It was dropped. Bring it back first.");
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
  if (by) return interpolate(gettext("edited by %(name)s"), { name: by });
  if (fallback) return interpolate(gettext("not translated: %(why)s"), { why: told(fallback) });
  return via ? interpolate(gettext("via %(language)s"), { language: via }) : "";
}

const baseOf = (code) => code.split("-")[0];

/** The texts an operator may change: what was said, which is translated again then, and what will be shown. */
export function editable(line, languages) {
  if (line.state === "heard") return [[line.language, line.text]];
  const [said, ...others] = textsOf(line, languages).map(([code, text]) => [code, text]);
  const isShown = Object.keys(line.texts).some((code) => baseOf(code) === baseOf(said[0]));
  return [...(isShown && !(said[0] in line.texts) ? [] : [said]), ...others.filter(([code]) => code in line.texts)];
}

/** The changed ones of `typed`; a text left empty is refused by throwing words. */
export function edits(before, typed) {
  const found = {};
  for (const [code, text] of before) {
    const now = (typed[code] ?? text).trim();
    if (!now) throw new Error(gettext("A text cannot be empty. Drop the line to leave it out."));
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
