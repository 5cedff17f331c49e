/** The glossary: how names that are heard are written, and how they are said in other languages. */

import { gettext } from "../../i18n.js";
import { nameOfLanguage } from "./languages.js";
import { facts } from "../state/facts.js";
import { h } from "../widgets/h.js";

export function glossaryFields({ glossary, languages }) {
  const codes = [
    ...new Set([
      ...languages.map(({ code }) => code),
      ...glossary.flatMap((term) => Object.keys(term.languages ?? {})),
    ]),
  ];
  const body = h("tbody", {});
  const head = h(
    "tr",
    {},
    h("th", {}, gettext("Heard")),
    h("th", {}, gettext("Written")),
    ...codes.map((code) => h("th", {}, nameOfLanguage(code))),
    h("th", {}, h("span.visually-hidden", {}, gettext("Remove"))),
  );
  const add = (term) => {
    if (body.children.length >= facts.limits.glossary_terms) return;
    const row = termRow(term, codes);
    body.append(row);
    return row;
  };
  glossary.forEach(add);
  if (!glossary.length) add({});
  const more = h(
    "button.button",
    { type: "button", onclick: () => add({})?.querySelector("input").focus() },
    gettext("Add a term"),
  );
  const element = h(
    "div.setting-column",
    {},
    h(
      "p.hint",
      {},
      gettext(
        "Names and words that are often misheard. A language left empty is translated as usual; " +
          "“written” left empty keeps what was heard.",
      ),
    ),
    h("div.glossary", {}, h("table", {}, h("thead", {}, head), body)),
    h("div.row", {}, more),
  );
  return { element, read: () => ({ glossary: termsOf([...body.children].map(read)) }) };
}

function termRow(term, codes) {
  const cell = (name, value, label, more = {}) =>
    h(
      "td",
      {},
      h("input.input", {
        value: value ?? "",
        maxlength: 80,
        "aria-label": label,
        dir: "auto",
        data: { name },
        ...more,
      }),
    );
  const row = h(
    "tr",
    {},
    cell("heard", term.heard, gettext("Heard")),
    cell("written", term.written, gettext("Written")),
    ...codes.map((code) => cell(`in-${code}`, term.languages?.[code], nameOfLanguage(code), { lang: code })),
  );
  row.append(
    h("td", {}, h("button.button.quiet.small", { type: "button", onclick: () => row.remove() }, gettext("Remove"))),
  );
  return row;
}

function read(row) {
  return Object.fromEntries(
    [...row.querySelectorAll("input")].map(({ dataset, value }) => [dataset.name, value.trim()]),
  );
}

/** Rows as the show file has them; those without a heard word are left out. Pure. */
export function termsOf(rows) {
  return rows
    .filter(({ heard }) => heard)
    .map(({ heard, written, ...rest }) => {
      const said = Object.entries(rest).filter(([name, value]) => name.startsWith("in-") && value);
      return { heard, written, languages: Object.fromEntries(said.map(([name, value]) => [name.slice(3), value])) };
    });
}
