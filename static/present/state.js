/** What a presenter's page shows, worked out from what it was told. Pure. */

import { gettext, interpolate } from "../i18n.js";

/** What is known at the start: nothing was told yet. */
export const START = { connected: false, ended: "", deck: null, document: { document: "", pages: [] }, asked: null };

export const REVOKED = 4403;
export const ENDED = {
  [REVOKED]: gettext("This link was revoked or has expired. Ask whoever sent it for a new one."),
  4404: gettext("This show does not exist any more."),
};

/** The page the presenter stands on: the one just asked for, until the deck has answered. */
export const pageOf = ({ deck, asked }) => asked ?? deck?.page ?? null;

/** How many pages there are: as the mixer has them, else as the document has. */
export const countOf = ({ deck, document }) => deck?.pages ?? document.pages.length;

/** What is known of a page: title, notes, size; null of one that is not there. */
export const noted = ({ document }, number) => document.pages.find((one) => one.number === number) ?? null;

/** In one word what the page is: `ended`, `lost`, `off`, `waiting`, `air` (on program) or `ready`. */
export function wordOf({ connected, ended, deck }) {
  if (ended) return "ended";
  if (!connected || !deck) return "lost";
  if (!deck.on_air) return "off";
  if (deck.page === null) return "waiting";
  return deck.seen ? "air" : "ready";
}

const LAMPS = {
  ended: gettext("Link ended"),
  lost: gettext("Connecting"),
  off: gettext("Off air"),
  waiting: gettext("Not ready"),
  air: gettext("On air"),
  ready: gettext("Not in the picture"),
};

const WORDS = {
  lost: gettext("The connection is being made again. No page is turned meanwhile."),
  off: gettext("The show is off air. This page wakes up by itself when it begins."),
  waiting: gettext("The document is not shown by the mixer yet."),
};

/** Everything that is seen, as plain values. */
export function seen(state) {
  const word = wordOf(state);
  const page = pageOf(state);
  const count = countOf(state);
  const live = word === "air" || word === "ready";
  const shown = word === "ended" ? null : (page ?? (count ? 1 : null));
  const next = live && shown < count ? shown + 1 : null;
  return {
    word,
    lamp: LAMPS[word],
    words: state.ended || (live ? "" : WORDS[word]),
    page: shown,
    next,
    count: live && count ? `${shown} / ${count}` : "",
    notes: live ? (noted(state, shown)?.notes ?? "") : "",
    title: noted(state, shown)?.title ?? "",
    nextWords: next ? nextWords(noted(state, next)?.title) : live ? gettext("Last page") : "",
    canGoBack: live && shown > 1,
    canGoOn: live && shown < count,
  };
}

const nextWords = (title) => (title ? interpolate(gettext("Next: %(name)s"), { name: title }) : gettext("Next"));

/** What a key asks for, or null. Clickers send PageUp and PageDown; some send arrows, and F5 or a dot to begin. */
export function turnFor({ key, code, ctrlKey, altKey, metaKey }) {
  if (ctrlKey || altKey || metaKey) return null;
  if (["PageDown", "ArrowRight", "ArrowDown"].includes(key) || code === "Space") return "next";
  if (["PageUp", "ArrowLeft", "ArrowUp", "Backspace"].includes(key)) return "previous";
  return { Home: "first", End: "last" }[key] ?? null;
}

/** Where a turn leads from a page: shown at once, before the deck has answered; null where it leads nowhere. */
export function ledTo(go, page, count) {
  if (page === null || !count) return null;
  const to = { next: page + 1, previous: page - 1, first: 1, last: count }[go];
  return to === page || to < 1 || to > count ? null : to;
}

/** The pages whose pictures are fetched ahead: so that Next is there at once. */
export const ahead = (page, count) => [page + 1, page + 2, page - 1].filter((one) => one >= 1 && one <= count);

/** How long to wait before attempt `n` (from 0) to connect again, ms. */
export const waitMs = (attempt, chance = Math.random()) => Math.min(4000, 300 * 2 ** attempt) * (0.75 + chance / 2);
