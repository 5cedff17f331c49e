/** What the server declares and the console does not know by itself: kinds with their forms, limits, languages … */

const NONE = {
  kinds: { sources: [], overlays: [], transitions: [], destinations: [] },
  layout_templates: [],
  limits: {},
  languages: { spoken: [], shown: [] },
  anchors: [],
  desk: {},
  captions: { on: false, languages: [], glossary: [], delay_s: 0 },
  fallback: { steps: [], on: {}, back: "auto", clean_s: 10 },
  caption_fields: [],
  caption_style: {},
  fonts: [],
  web: { protection: "unknown", allowed: true, warning: "" },
};

/** They come with the page; without one (in tests) there are none. */
export const facts = JSON.parse(globalThis.document?.getElementById("facts")?.textContent ?? JSON.stringify(NONE));

/** A kind of a family, by its name. */
export function kindOf(family, name, known = facts) {
  return known.kinds[family].find(({ kind }) => kind === name);
}
