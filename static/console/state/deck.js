/** Where a document stands: which page is current, which is cued. Pure. */

import { gettext, interpolate } from "../../i18n.js";
import { told } from "./told.js";

export const KIND = "document";

/** Whether a source is of a kind that has pages. */
export const hasPages = ({ input }) => input.kind === KIND;

/** The deck of a source as the mixer tells of it, that on program first; null while there is none. */
export function deckOf(desk, source) {
  const found = Object.values(desk.decks ?? {}).filter((one) => one.source === source);
  return found.find(({ seen }) => seen) ?? found[0] ?? null;
}

/** The documents a hand may want: what is on preview, then what is on program, then the others, each once. */
export function documentsInReach(show, { preview, program }) {
  const rank = ({ id }) => (preview.has(id) ? 0 : program.has(id) ? 1 : 2);
  return show.sources.filter(hasPages).sort((one, other) => rank(one) - rank(other));
}

/** The id of the document in the library that a source shows. */
export const documentOf = ({ input }) => input.asset ?? (input.path ?? "").replace(/^asset:/, "");

/** How many pages there are: as the mixer has them, else as the library knows them. */
export const countOf = (deck, asset) => deck?.pages || asset?.pages || 0;

/**
 * What Next, Previous and First ask for: on program they turn the page there, elsewhere the one that is cued.
 * Null where they lead nowhere.
 */
export function turnOf(go, deck, count, onProgram) {
  if (!deck) return null;
  const from = onProgram ? deck.page : deck.cued;
  const to = { next: from + 1, previous: from - 1, first: 1, last: count || from }[go];
  const stands = to === from || to < 1 || (count > 0 && to > count && !deck.paging?.loop);
  if (stands) return null;
  return { go, ...(onProgram ? {} : { cue: true }) };
}

/** A typed page number as one that is there, or null. */
export function pageIn(text, count) {
  const page = Number(text);
  return Number.isInteger(page) && page >= 1 && (!count || page <= count) ? page : null;
}

/** In one word: how far the library is with a document. `missing` where it has none. */
export function stageOf(asset) {
  if (!asset) return "missing";
  if (asset.state === "refused") return "failed";
  return asset.state === "ready" ? "ready" : "converting";
}

/** What is said while there are no pages to see. */
export function stageWords(asset, error = "") {
  const stage = stageOf(asset);
  if (stage === "failed") return another(asset.refused_why ? told(asset.refused_why) : gettext("It cannot be shown."));
  if (stage === "missing") return error || another(gettext("Its document is not in the library any more."));
  if (stage === "ready") return "";
  const laid = asset.job?.kind === "convert";
  if (asset.job?.state === "running") return laid ? gettext("It is laid out as pages …") : gettext("It is looked at …");
  return laid
    ? gettext("It is laid out as pages as soon as the server has time for it")
    : gettext("It is looked at as soon as the server has time for it");
}

function another(why) {
  const words = gettext("%(why)s Choose another file in the source's menu, under “Replace what comes in…”.");
  return interpolate(words, { why });
}

/** The lamp of a page: `program`, `cued` or `off`; a page that is both is on program. */
export function lampOf(number, deck, { onProgram, onPreview }) {
  if (onProgram && deck.page === number) return "program";
  if (deck.cued === number && (onPreview || deck.cued !== deck.page)) return "cued";
  return "off";
}
