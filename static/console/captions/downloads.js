/** Subtitles of what was shown, to be downloaded: a language, a format. */

import { gettext } from "../../i18n.js";
import { nameOfLanguage } from "./languages.js";
import { h } from "../widgets/h.js";

const FORMATS = [
  ["vtt", "WebVTT"],
  ["srt", "SubRip"],
  ["ass", "ASS"],
];

/** Where an export is. Pure. */
export function exportAddress(base, { format, language = "", recording = "" }) {
  const asked = Object.entries({ format, language, recording }).filter(([, value]) => value);
  return `${base}captions/export?${new URLSearchParams(asked)}`;
}

/** A fold with a row for each language; null where there are no captions. */
export function subtitleLinks({ api }, { languages }, recording = "") {
  if (!languages.length) return null;
  const link = (asked, words) =>
    h("a.button.quiet.small", { href: exportAddress(api, { ...asked, recording }), download: "" }, words);
  const rows = languages.map(({ code }) =>
    h(
      "li.out-row",
      {},
      h("span.subtitle-language", {}, nameOfLanguage(code)),
      ...FORMATS.map(([format, words]) => link({ format, language: code }, words)),
    ),
  );
  const all = h(
    "li.out-row",
    {},
    h("span.subtitle-language", {}, gettext("Everything, as data")),
    link({ format: "json" }, "JSON"),
  );
  return h("details.subtitles", {}, h("summary", {}, gettext("Subtitles")), h("ul.out-rows", {}, ...rows, all));
}
