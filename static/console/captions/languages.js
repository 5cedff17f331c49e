/** The languages that can be spoken, and those that captions can be made in. Pure. */

const SHOWN =
  "ar az bg bn ca cs da de el en eo es et fa fi fr ga he hi hu id it ja ko lt lv ms nb nl pl pt ro ru sk sl sq sv th tl tr uk ur zh zt".split(
    " ",
  );
const SPOKEN =
  "ar az bg bn ca cs cy da de el en es et eu fa fi fr gl he hi hr hu id is it ja ko lt lv mk ms nl no pl pt ro ru sk sl sq sr sv sw ta th tl tr uk ur vi yue zh".split(
    " ",
  );
const NAMES = new Intl.DisplayNames(["en"], { type: "language" });
const OWN = { zt: "Chinese (traditional)", yue: "Cantonese" };

export function nameOfLanguage(code) {
  if (OWN[code]) return OWN[code];
  try {
    return NAMES.of(code);
  } catch {
    return code;
  }
}

const named = (codes) =>
  codes.map((code) => [code, nameOfLanguage(code)]).sort((one, other) => one[1].localeCompare(other[1], "en"));

export const spoken = () => [["auto", "Automatic"], ...named(SPOKEN)];

/** What can still be added. */
export const others = (languages) => named(SHOWN.filter((code) => !languages.some((one) => one.code === code)));

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

export const MOST_LANGUAGES = 12;
