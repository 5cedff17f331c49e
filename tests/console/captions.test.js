import assert from "node:assert/strict";
import { test } from "node:test";

import { exportAddress } from "../../static/console/captions/downloads.js";
import { termsOf } from "../../static/console/captions/glossary.js";
import { moved, nameOfLanguage, others, spoken, turned, without } from "../../static/console/captions/languages.js";
import { inOrder, LINES_KEPT, withLine } from "../../static/console/captions/lines.js";
import { withOpacity } from "../../static/console/captions/looks.js";
import { groupsOf, modelWords, titleOf } from "../../static/console/captions/model_rows.js";
import { stripOf } from "../../static/console/captions/panel.js";
import { changed } from "../../static/console/captions/settings.js";
import {
  delayMegabytes,
  delayOf,
  editable,
  edits,
  headOf,
  meterText,
  stateWords,
  textsOf,
  whyFixed,
} from "../../static/console/captions/words.js";
import { nothing, receive } from "../../static/console/state/desk.js";
import { carriesCaptions } from "../../static/console/captions/clean_picture.js";
import { actionFor } from "../../static/console/keys.js";
import { busWords } from "../../static/console/panels/air_side.js";

const languages = [
  { code: "en", burnt: true },
  { code: "fr", burnt: false },
];
const show = { canvas: { width: 1920, height: 1080, rate: "30" }, captions: { on: true, languages } };
const status = { state: "listening", recogniser: { ok: true, text: "" }, lag_s: 1.4, backlog_s: 0, visible: true };
const view = (captions, more = {}) => ({ mode: "air", show, captions, ...more });
const line = (id, from_frame, more = {}) => ({
  id,
  state: "heard",
  language: "en",
  text: "Hello.",
  texts: {},
  from_frame,
  to_frame: from_frame + 30,
  aired_from: null,
  reason: "",
  ...more,
});
const text = (words, more = {}) => ({ text: words, via: "", fallback: "", edited_by: "", ...more });

test("captions are off, ready, starting, listening or failed, and never something else in between", () => {
  const states = [
    headOf(view(null, { show: { captions: { on: false } } })),
    headOf(view(null, { mode: "off" })),
    headOf(view(null)),
    headOf(view({ ...status, state: "waiting", text: "waiting for the mixer" })),
    headOf(view(status)),
  ];
  assert.deepEqual(
    states.map(({ state }) => state),
    ["off", "resting", "starting", "waiting", "listening"],
  );
});

test("what a rundown's item has is said, and nobody looks for a fault", () => {
  const off = headOf(view({ ...status, state: "off", item: "Song" }));
  assert.deepEqual(off, { state: "item", worry: "off", word: "Off for now", text: "“Song” has none.", next: "" });
  const file = headOf(view({ ...status, state: "file", item: "Film" }));
  assert.deepEqual(file, { state: "item", worry: "ok", word: "From a file", text: "“Film” has its own.", next: "" });
  assert.equal(stripOf({ ...file, words: file.text, hidden: false, setup: null })[1], "");
  const failed = { ok: false, text: "no model is installed" };
  assert.equal(headOf(view({ ...status, state: "off", item: "Song", recogniser: failed })).state, "failed");
  assert.equal(stateWords(line("a", 0, { engine: "file" })), "From a file");
});

test("a failure says why and what to do next", () => {
  const failed = headOf(view({ ...status, state: "failed", text: "no model recognises Welsh" }));
  assert.equal(failed.word, "Failed");
  assert.equal(failed.text, "No model recognises Welsh.");
  assert.match(failed.next, /Models/);
  assert.match(
    headOf(view({ ...status, recogniser: { ok: false, text: "the queue cannot be reached" } })).next,
    /workers/,
  );
});

test("captions in no language, and captions far behind, are trouble", () => {
  assert.match(headOf(view(status, { show: { captions: { on: true } } })).next, /language/);
  assert.equal(headOf(view({ ...status, lag_s: 9 })).worry, "bad");
});

test("the setup of the packages comes before a failure that follows from it, and hidden captions are said", () => {
  const failed = { state: "failed", worry: "bad", words: "No answer.", next: "", hidden: false };
  assert.deepEqual(stripOf({ ...failed, setup: { state: "installing", percent: 43.2, text: "Fetching." } }), [
    "wait",
    "Fetching. 43 %",
  ]);
  assert.deepEqual(stripOf({ ...failed, setup: null }), ["bad", "No answer."]);
  assert.match(
    stripOf({ state: "listening", worry: "ok", words: "", next: "", hidden: true, setup: null })[1],
    /no captions/,
  );
});

test("the meter says how late, what waits and what was left out", () => {
  assert.equal(
    meterText({ lag_s: 1.42, backlog_s: 0.3, queue: 2, gap: 1 }),
    "1.4 s behind · 0.3 s of sound waits · 2 to translate · 1 gap",
  );
});

test("lines stand in the order they were said, whatever order they come in", () => {
  const lines = withLine(withLine(withLine([], line("b", 60)), line("a", 0)), line("b", 60, { state: "translated" }));
  assert.deepEqual(
    lines.map(({ id, state }) => [id, state]),
    [
      ["a", "heard"],
      ["b", "translated"],
    ],
  );
  assert.equal(inOrder(Array.from({ length: LINES_KEPT + 5 }, (_, at) => line(`n${at}`, -at))).at(-1).id, "n0");
});

test("the page's state follows captions, and forgets them with the mixer", () => {
  const after = [
    { type: "snapshot", n: 1, show, captions: status, caption_lines: [line("a", 0)] },
    { type: "caption_line", line: line("b", 30) },
    { type: "caption_partial", partial: { text: "and", from_frame: 60 } },
  ].reduce(receive, nothing);
  assert.equal(after.captions, status);
  assert.deepEqual(
    after.lines.map(({ id }) => id),
    ["a", "b"],
  );
  assert.equal(after.partial.text, "and");
  assert.equal(receive(after, { type: "captions", captions: null }).partial, null);
  assert.equal(
    receive(after, { type: "link", state: "down", status: null, captions: null, upgrade: null }).captions,
    null,
  );
});

test("a line waits for air in seconds, and what aired cannot be edited", () => {
  assert.equal(stateWords(line("a", 0, { state: "translated", aired_from: 130 }), 100), "On air in 1 s");
  assert.equal(stateWords(line("a", 0, { state: "on_air" })), "On air");
  assert.match(whyFixed(line("a", 0, { state: "on_air" })), /delay/);
  assert.equal(whyFixed(line("a", 0)), "");
});

test("what was said comes first, then the languages in the show's order, with what is odd about them", () => {
  const one = line("a", 0, {
    state: "translated",
    texts: { fr: text("Bonjour."), de: text("Hello.", { fallback: "no model" }), en: text("Hello.") },
  });
  assert.deepEqual(textsOf(one, languages), [
    ["en", "Hello.", ""],
    ["fr", "Bonjour.", ""],
    ["de", "Hello.", "not translated: no model"],
  ]);
  assert.deepEqual(
    editable(one, languages).map(([code]) => code),
    ["en", "fr", "de"],
  );
  assert.deepEqual(editable(line("a", 0), languages), [["en", "Hello."]]);
});

test("what was said can be corrected where only other languages are shown, and once where its own spelling is", () => {
  const shown = (texts) => ({ ...line("a", 0), state: "translated", language: "en", text: "Hello.", texts });
  const codes = (texts) => editable(shown(texts), languages).map(([code]) => code);
  assert.deepEqual(codes({ fr: { text: "Bonjour." } }), ["en", "fr"]);
  assert.deepEqual(codes({ "en-gb": { text: "Hello." }, fr: { text: "Bonjour." } }).sort(), ["en-gb", "fr"]);
});

test("the swatch is tried over a picture without captions", () => {
  const show = { captions: { languages: [{ code: "en", burnt: true }] } };
  const now = (more) => ({ show, captions: { visible: true }, delay_s: 0, ...more });
  assert.equal(carriesCaptions(now(), false), true);
  assert.equal(carriesCaptions(now({ delay_s: 4 }), false), false);
  assert.equal(carriesCaptions(now({ delay_s: 4 }), true), true);
  assert.equal(carriesCaptions(now({ captions: { visible: false } }), false), false);
  assert.equal(carriesCaptions(now({ captions: null }), false), false);
  assert.equal(
    carriesCaptions(now({ show: { captions: { languages: [{ code: "en", burnt: false }] } } }), false),
    false,
  );
});

test("only what was changed is sent, and nothing is sent empty", () => {
  assert.deepEqual(
    edits(
      [
        ["en", "Hello."],
        ["fr", "Bonjour."],
      ],
      { en: " Hello. ", fr: "Salut." },
    ),
    { fr: "Salut." },
  );
  assert.throws(() => edits([["en", "Hello."]], { en: " " }), /Drop/);
});

test("languages are turned, moved, removed and added", () => {
  assert.equal(turned(languages, "fr")[1].burnt, true);
  assert.deepEqual(
    moved(languages, "fr", -1).map(({ code }) => code),
    ["fr", "en"],
  );
  assert.equal(moved(languages, "en", -1), languages);
  assert.deepEqual(
    without(languages, "en").map(({ code }) => code),
    ["fr"],
  );
  assert.ok(!others(languages).some(([code]) => code === "fr"));
  assert.equal(spoken()[0][0], "auto");
  assert.equal(nameOfLanguage("zt"), "Chinese (traditional)");
});

test("the delay's memory is computed from the canvas, and the monitor says which side it shows", () => {
  assert.equal(delayMegabytes(show.canvas, 1), 93);
  assert.equal(delayOf({ status: { delay: { frames: 120 } }, show }), 4);
  assert.equal(delayOf({ status: {}, show }), 0);
  assert.deepEqual(
    [busWords(0, false), busWords(4, false), busWords(4, true)],
    ["Program", "Program · 4 s before air", "Leaving now"],
  );
});

test("settings that were not touched are not saved", () => {
  assert.deepEqual(changed({ delay_s: 0, languages }, { delay_s: 2, languages: [...languages] }), { delay_s: 2 });
  assert.equal(withOpacity("#102030", 70), "#102030b3");
  assert.deepEqual(
    termsOf([
      { heard: "ada", written: "Ada", "in-ru": "Ада", "in-fr": "" },
      { heard: "", written: "x" },
    ]),
    [{ heard: "ada", written: "Ada", languages: { ru: "Ада" } }],
  );
});

test("models are in groups, those on the server first", () => {
  const models = [
    { name: "small", kind: "speech", state: "available", text: "good", bytes: 486e6 },
    { name: "demo", kind: "speech", state: "installed", demo: true, text: "narration" },
    { name: "translate-en_fr", kind: "translate", state: "installing", progress: 0.5, text: "English to French" },
  ];
  assert.deepEqual(
    groupsOf(models, "").map(({ models: found }) => found.map(({ name }) => name)),
    [["demo", "translate-en_fr"], ["small"]],
  );
  assert.deepEqual(
    groupsOf(models, "french").map(({ title }) => title),
    ["On this server"],
  );
  assert.deepEqual(modelWords(models[0]), { text: "good", size: "486 MB" });
  assert.equal(titleOf(models[2]), "English to French");
  assert.equal(modelWords({ ...models[2], state: "available" }).text, "translate-en_fr");
  assert.equal(modelWords(models[2]).text, "installing, 50 %");
});

test("subtitles are exported by recording, language and format", () => {
  assert.equal(
    exportAddress("/api/v1/shows/shw_a/", { format: "srt", language: "fr", recording: "rec_1" }),
    "/api/v1/shows/shw_a/captions/export?format=srt&language=fr&recording=rec_1",
  );
  assert.equal(exportAddress("/s/", { format: "json" }), "/s/captions/export?format=json");
});

test("C hides and shows, with Shift it clears, and while typing it is a letter", () => {
  const page = { typing: false, dialog: false, control: true, enabled: true, live: true, locked: true };
  assert.deepEqual(actionFor({ code: "KeyC", key: "c" }, page), { do: "captions_show" });
  assert.deepEqual(actionFor({ code: "KeyC", key: "C", shift: true }, page), { do: "captions_clear" });
  assert.equal(actionFor({ code: "KeyC", key: "c" }, { ...page, typing: true }), null);
});

test("a model that waits says what for, and one that was begun how far it is", () => {
  const model = { name: "small", kind: "speech", state: "installing", text: "good", progress: 0, bytes: 486e6 };
  assert.equal(modelWords(model).text, "waiting to be installed");
  assert.equal(
    modelWords({ ...model, waits_for: "tiny comes first" }).text,
    "waiting to be installed: tiny comes first",
  );
  assert.equal(modelWords({ ...model, begun: true }).text, "installing, 0 %");
});
