import assert from "node:assert/strict";
import { test } from "node:test";

import {
  countOf,
  deckOf,
  documentOf,
  documentsInReach,
  lampOf,
  pageIn,
  stageOf,
  stageWords,
  turnOf,
} from "../../static/console/state/deck.js";
import { actionFor } from "../../static/console/keys.js";

const source = (id, kind = "document") => ({ id, input: { kind, path: `asset:ast_${id}` } });
const deck = (more) => ({ source: "a", page: 3, cued: 3, pages: 9, seen: true, ...more });

test("of a document that was edited the deck on program counts", () => {
  const decks = { old: deck(), fresh: deck({ page: 1, seen: false }) };
  assert.equal(deckOf({ decks }, "a").page, 3);
  assert.equal(deckOf({ decks: { fresh: decks.fresh } }, "a").page, 1);
  assert.equal(deckOf({}, "a"), null);
});

test("the document on preview comes first, then that on program, then the others", () => {
  const show = { sources: [source("x", "file"), source("idle"), source("air"), source("next")] };
  const lamps = { preview: new Set(["next"]), program: new Set(["air"]) };
  assert.deepEqual(
    documentsInReach(show, lamps).map(({ id }) => id),
    ["next", "air", "idle"],
  );
});

test("a document is named by its asset, however the input says it", () => {
  assert.equal(documentOf({ input: { asset: "ast_1" } }), "ast_1");
  assert.equal(documentOf({ input: { path: "asset:ast_1" } }), "ast_1");
});

test("next turns the page on program, and elsewhere the one that is cued", () => {
  assert.deepEqual(turnOf("next", deck(), 9, true), { go: "next" });
  assert.deepEqual(turnOf("next", deck({ cued: 8 }), 9, false), { go: "next", cue: true });
});

test("a turn that leads nowhere is none", () => {
  assert.equal(turnOf("next", deck({ page: 9 }), 9, true), null);
  assert.equal(turnOf("previous", deck({ page: 1 }), 9, true), null);
  assert.equal(turnOf("first", deck({ page: 1 }), 9, true), null);
  assert.deepEqual(turnOf("next", deck({ page: 9, paging: { loop: true } }), 9, true), { go: "next" });
  assert.deepEqual(turnOf("next", deck(), 0, true), { go: "next" });
  assert.equal(turnOf("next", null, 9, true), null);
});

test("a typed number is a page that is there", () => {
  assert.equal(pageIn("7", 9), 7);
  for (const text of ["0", "10", "-1", "2.5", "", "x"]) assert.equal(pageIn(text, 9), null);
});

test("what is on program is red, what is cued green, and a page that stands unseen has no lamp", () => {
  const at = { onProgram: true, onPreview: false };
  assert.deepEqual(
    [1, 3, 5].map((number) => lampOf(number, deck({ cued: 5 }), at)),
    ["off", "program", "cued"],
  );
  assert.equal(lampOf(3, deck({ seen: false }), { onProgram: false, onPreview: false }), "off");
  assert.equal(lampOf(3, deck({ seen: false }), { onProgram: false, onPreview: true }), "cued");
});

test("how far the library is with a document is said in words", () => {
  assert.equal(stageOf(null), "missing");
  assert.equal(stageOf({ state: "probing" }), "converting");
  assert.match(stageWords({ state: "probing", job: { kind: "convert", state: "running" } }), /laid out as pages …/);
  assert.match(stageWords({ state: "probing", job: { kind: "probe", state: "queued" } }), /as soon as the server/);
  assert.match(stageWords({ state: "refused", refused_why: "It is damaged." }), /^It is damaged\. Choose another file/);
  assert.equal(stageWords({ state: "ready" }), "");
  assert.equal(countOf(null, { pages: 4 }), 4);
});

test("a clicker's keys turn pages where the show has a document, and leave sliders and fields alone", () => {
  const page = { typing: false, dialog: false, control: false, file: false, deck: true, enabled: true, locked: false };
  assert.deepEqual(actionFor({ code: "PageDown", key: "PageDown" }, page), { do: "turn", go: "next", cue: false });
  assert.deepEqual(actionFor({ code: "PageUp", key: "PageUp", shift: true }, page), {
    do: "turn",
    go: "previous",
    cue: true,
  });
  for (const other of [{ deck: false }, { control: true }, { typing: true }, { dialog: true }, { enabled: false }])
    assert.equal(actionFor({ code: "PageDown", key: "PageDown" }, { ...page, ...other }), null);
});
