/** The languages that can be spoken, and those that captions can be made in. Pure. */

import { gettext, language } from "../../i18n.js";
import { facts } from "../state/facts.js";

const NAMES = new Intl.DisplayNames([language(), "en"], { type: "language" });
const OWN = { zt: () => gettext("Chinese (traditional)"), yue: () => gettext("Cantonese") };

export function nameOfLanguage(code) {
  if (OWN[code]) return OWN[code]();
  try {
    return NAMES.of(code);
  } catch {
    return code;
  }
}

const named = (codes) =>
  codes.map((code) => [code, nameOfLanguage(code)]).sort((one, other) => one[1].localeCompare(other[1], language()));

export const spoken = () => [["auto", gettext("Automatic")], ...named(facts.languages.spoken)];

/** What can still be added. */
export const others = (languages) =>
  named(facts.languages.shown.filter((code) => !languages.some((one) => one.code === code)));

export const without = (languages, code) => languages.filter((one) => one.code !== code);

export const turned = (languages, code) =>
  languages.map((one) => (one.code === code ? { ...one, burnt: !one.burnt } : one));

/** The list with a language one place further up (−1) or down (1). */
export function moved(languages, code, by) {
  const from = languages.findIndex((one) => one.code === code);
  const to = from + by;
  if (from < 0 || to < 0 || to >= languages.length) return languages;
  const next = [...languages];
  [next[from], next[to]] = [next[to], next[from]];
  return next;
}
