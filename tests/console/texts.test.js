import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, test } from "node:test";

import { gettext, pgettext } from "../../static/i18n.js";
import { headOf, meterText, stateWords, textsOf, whyFixed } from "../../static/console/captions/words.js";
import { spoken } from "../../static/console/captions/languages.js";
import { anchorName, placeName } from "../../static/console/editor/words.js";
import { actionsOf, stepWords } from "../../static/console/graphics/described.js";
import { minutesWords } from "../../static/console/health/rows.js";
import { SHEET } from "../../static/console/keys.js";
import { inWords } from "../../static/console/link/api.js";
import { wordsFor } from "../../static/console/link/presses.js";
import { sentence } from "../../static/console/state/sentence.js";

/** A catalogue that has every text, in a language of brackets. */
globalThis.django = {
  gettext: (text) => (text ? `⟦${text}⟧` : text),
  pgettext: (context, text) => `⟦${context}: ${text}⟧`,
  ngettext: (one, many, number) => `⟦${number === 1 ? one : many}⟧`,
};
globalThis.document = { documentElement: { lang: "de" } };
after(() => {
  delete globalThis.django;
  delete globalThis.document;
});

const translated = (text) => assert.match(text, /^[^A-Za-z]*⟦.*⟧/u, text);
const DIRECTED = { desk: { preview: "black" }, show: { scenes: [], sources: [] } };

test("a catalogue has every word of the keyboard sheet, keys with names of their own among them", () => {
  for (const [keys, words] of SHEET()) {
    translated(words);
    if (!/^\[([A-Z]|F8|\?|Tab|1\] – \[9)\]$/.test(keys)) translated(keys);
  }
});

test("captions say how they are in the page's language, whatever the state", () => {
  const show = { captions: { on: true, languages: [{ code: "en" }] } };
  const states = [
    headOf({ mode: "air", show: { captions: { on: false } } }),
    headOf({ mode: "off", show }),
    headOf({ mode: "air", show, captions: null }),
    headOf({ mode: "air", show, captions: { state: "waiting", text: "" } }),
    headOf({ mode: "air", show, captions: { state: "failed", text: "no model" } }),
    headOf({ mode: "air", show, captions: { state: "file", item: "News" } }),
    headOf({ mode: "air", show, captions: { state: "listening", lag_s: 9 } }),
  ];
  for (const { word, text, next } of states) [word, text, next].filter(Boolean).forEach(translated);
  meterText({ lag_s: 1, backlog_s: 0, queue: 2, gap: 3 }).split(" · ").forEach(translated);
  translated(spoken()[0][1]);
});

test("a line's state, what was done to it, and why it stays as it is are translated", () => {
  for (const state of ["heard", "translated", "on_air", "aired", "dropped", "gap"]) translated(stateWords({ state }));
  for (const state of ["on_air", "aired", "dropped"]) translated(whyFixed({ state }));
  const texts = { fr: { text: "Oui", edited_by: "Mara" }, de: { text: "Yes", fallback: "too late" } };
  const line = { language: "en", text: "Yes", texts };
  for (const [, , remark] of textsOf(line, []).slice(1)) translated(remark);
});

test("a remedy is found by the server's own words, in whatever language it is said", () => {
  const failed = (text) =>
    headOf({ mode: "air", show: { captions: { on: true } }, captions: { state: "failed", text } });
  assert.match(failed("the worker does not answer").next, /workers/);
  assert.match(failed("disk is full").next, /space/);
});

test("places, anchors and steps of a graphic are named in the page's language", () => {
  for (const name of ["main", "place-3"]) translated(placeName(name));
  assert.equal(placeName("place-3"), "⟦place 3⟧");
  for (const anchor of ["top-left", "center", "bottom-right"]) translated(anchorName(anchor));
  translated(stepWords({ steps: 3 }, { on: true, step: 1 }));
  const actions = actionsOf({ steps: 3, actions: [{ id: "x", name: "Shake" }] }, { on: true });
  for (const [, words] of actions) translated(words);
  translated(minutesWords(75));
});

test("every place of a template has a word, or is called by a letter", () => {
  const source = readFileSync("studio/shows/layouts.py", "utf8");
  const names = [...source.matchAll(/(?<!def )slot\("([\w-]+)"/g)].map(([, name]) => name);
  assert.ok(names.includes("inset"));
  for (const name of names.filter((one) => one.length > 1)) translated(placeName(name));
});

test("a refusal is said in the page's language, whether we or the server have the words", () => {
  for (const code of ["too_late", "stale", "unknown_scene", "void", "no_answer"])
    translated(wordsFor({ code }, DIRECTED));
  translated(inWords(500, null));
  translated(inWords(413, null));
  translated(inWords(400, { detail: "This show has no such scene." }));
});

test("a word that is several elsewhere has a context, and without a catalogue is itself", () => {
  assert.equal(pgettext("page", "Next"), "⟦page: Next⟧");
  const { django } = globalThis;
  delete globalThis.django;
  assert.deepEqual([pgettext("page", "Next"), gettext("Next")], ["Next", "Next"]);
  globalThis.django = django;
});

test("what others have said ends as sentences end in its script", () => {
  assert.equal(sentence("no signal"), "No signal.");
  assert.equal(sentence("Really?"), "Really?");
  assert.equal(sentence("没有信号"), "没有信号。");
  assert.equal(sentence("已停止。"), "已停止。");
  assert.equal(sentence(""), "");
});
