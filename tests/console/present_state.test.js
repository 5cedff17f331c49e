import assert from "node:assert/strict";
import { test } from "node:test";

import { ahead, ENDED, ledTo, seen, START, turnFor, waitMs } from "../../static/present/state.js";

const pages = [1, 2, 3].map((number) => ({ number, title: `Part ${number}`, notes: number === 2 ? "Smile." : "" }));
const deck = { on_air: true, page: 2, pages: 3, seen: true, document: "ast_1" };
const state = (more = {}) => ({ ...START, connected: true, deck, document: { document: "ast_1", pages }, ...more });

test("on air the current page, the next one and the notes are seen", () => {
  const now = seen(state());
  assert.deepEqual(
    [now.word, now.lamp, now.page, now.next, now.count, now.notes, now.nextWords],
    ["air", "On air", 2, 3, "2 / 3", "Smile.", "Next: Part 3"],
  );
  assert.deepEqual([now.canGoBack, now.canGoOn, now.words], [true, true, ""]);
});

test("off air it says so, and no page can be turned", () => {
  const now = seen(state({ deck: { ...deck, on_air: false, page: null, pages: null, seen: false } }));
  assert.deepEqual([now.word, now.canGoBack, now.canGoOn, now.notes], ["off", false, false, ""]);
  assert.match(now.words, /off air/);
});

test("without a connection it says so", () => {
  assert.match(seen(state({ connected: false })).words, /connection is being made again/);
});

test("a link that has ended shows no page any more", () => {
  const now = seen(state({ ended: ENDED[4403] }));
  assert.deepEqual([now.word, now.page, now.canGoOn], ["ended", null, false]);
  assert.match(now.words, /revoked/);
});

test("a page that was asked for is seen before the deck has answered", () => {
  assert.equal(seen(state({ asked: 3 })).page, 3);
  assert.equal(seen(state({ asked: 3 })).nextWords, "Last page");
});

test("a document that is on no picture is not called on air", () => {
  assert.equal(seen(state({ deck: { ...deck, seen: false } })).lamp, "Not in the picture");
});

test("clickers and keyboards turn pages", () => {
  assert.equal(turnFor({ key: "PageDown" }), "next");
  assert.equal(turnFor({ key: "PageUp" }), "previous");
  assert.equal(turnFor({ key: " ", code: "Space" }), "next");
  assert.equal(turnFor({ key: "Home" }), "first");
  assert.equal(turnFor({ key: "x" }), null);
  assert.equal(turnFor({ key: "ArrowRight", altKey: true }), null);
});

test("a turn leads to a page that is there, or nowhere", () => {
  assert.deepEqual([ledTo("next", 2, 3), ledTo("next", 3, 3), ledTo("previous", 1, 3)], [3, null, null]);
  assert.deepEqual([ledTo("last", 1, 3), ledTo("first", 1, 3), ledTo("next", null, 3)], [3, null, null]);
});

test("the next pages are fetched ahead, and none that are not there", () => {
  assert.deepEqual(ahead(2, 3), [3, 1]);
  assert.deepEqual(ahead(1, 9), [2, 3]);
});

test("attempts to connect again come slower and slower, and never too slow", () => {
  assert.ok(waitMs(0, 0) < waitMs(2, 0));
  assert.ok(waitMs(30, 1) <= 5000);
});
