/**
 * The texts of scripts in the reader's language. Django's catalogue, where a page has loaded one (`texts/de.js`),
 * leaves its functions in `globalThis.django`; without it, as under `node --test`, the English of the source stands.
 */

/** The text in the page's language. */
export function gettext(text) {
  return globalThis.django?.gettext?.(text) ?? text;
}

/** The same where one English word is several in other languages; `context` is for translators. */
export function pgettext(context, text) {
  return globalThis.django?.pgettext?.(context, text) ?? text;
}

/** The one or the other text by a number, with as many forms as the language has. */
export function ngettext(one, many, number) {
  return globalThis.django?.ngettext?.(one, many, number) ?? (number === 1 ? one : many);
}

/** Put values into a text by their names: `interpolate("%(name)s is next", {name})`. */
export function interpolate(text, values) {
  return text.replace(/%\((\w+)\)s/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** Marks a text for the catalogue that is translated elsewhere, where it is shown. */
export const gettext_noop = (text) => text;

/** Names as one says them in a row: `Wide, Stage and Street`. */
export function listed(names) {
  return new Intl.ListFormat(place(), { type: "conjunction" }).format(names);
}

/** The language of the page with a country where Intl's usual one is another: days come before months. */
export function place() {
  return language() === "en" ? "en-GB" : language();
}

/** The language of the page, for what the browser itself puts into words. */
export function language() {
  return globalThis.document?.documentElement.lang || "en";
}
