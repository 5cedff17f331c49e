/** What the mixer and the server say in English, said again in the language of the page. Pure. */

import { gettext, interpolate, language } from "../../i18n.js";
import { SENTENCES } from "./sentences.js";

const TOLD_TOO = ["why", "list", "parts"]; // what may stand in a sentence and is said by the mixer too

/** The text in the language of the page; what nobody has translated stays as it is. */
export function told(text, speaks = language()) {
  return text && !speaks.startsWith("en") ? saidAgain(text) : text;
}

function saidAgain(text) {
  const whole = gettext(text);
  if (whole !== text) return whole;
  for (const { sentence, pattern } of PATTERNS) {
    const { groups } = pattern.exec(text) ?? {};
    if (groups) return interpolate(gettext(sentence), inside(groups));
  }
  return afterName(text);
}

function inside(groups) {
  const values = { ...groups };
  for (const name of TOLD_TOO) if (name in values) values[name] = eachAgain(values[name]);
  return values;
}

/** One sentence, or several with commas between them. */
function eachAgain(text) {
  const said = saidAgain(text);
  return said === text ? text.split(", ").map(saidAgain).join(", ") : said;
}

/** `Street: no signal for 3 s`: whatever stands before the colon is somebody's name. */
function afterName(text) {
  const at = text.indexOf(": ");
  if (at < 0) return text;
  const [name, words] = [text.slice(0, at), text.slice(at + 2)];
  const said = saidAgain(words);
  return said === words ? text : interpolate(gettext("%(name)s: %(words)s"), { name, words: said });
}

/** A sentence as a pattern with a group for each value. */
function patternOf(sentence) {
  const parts = sentence.split(/%\((\w+)\)s/);
  const source = parts.map((part, at) => (at % 2 ? `(?<${part}>.+?)` : escaped(part))).join("");
  return new RegExp(`^${source}$`, "s");
}

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

const PATTERNS = SENTENCES.filter((sentence) => sentence.includes("%(")).map((sentence) => ({
  sentence,
  pattern: patternOf(sentence),
}));
