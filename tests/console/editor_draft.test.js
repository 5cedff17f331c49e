import assert from "node:assert/strict";
import { test } from "node:test";

import * as drafts from "../../static/console/editor/draft.js";

const { alike, changesOf, draftOf, onLayout, restacked, sharing, storedIn, withPlace, withSlot, withSource } = drafts;
const LAYOUT = { id: "lay_pip", name: "Pip", slots: [{ name: "main" }, { name: "inset", fit: "cover" }] };
const SCENE = { id: "scn_a", name: "A", layout: "lay_pip", slots: { main: "src_a", inset: "src_b" }, overlays: [] };
const SHOW = { layouts: [LAYOUT], scenes: [SCENE, { ...SCENE, id: "scn_b" }, { ...SCENE, id: "scn_c", layout: "x" }] };
const SOURCES = ["src_a", "src_b", "src_c"].map((id) => ({ id }));
const draft = draftOf(SCENE, LAYOUT);

test("nothing changed is nothing to store, in whatever order it is said", () => {
  assert.equal(changesOf(draft, structuredClone(draft)), null);
  assert.ok(alike({ a: 1, b: { c: [1], d: 2 } }, { b: { d: 2, c: [1] }, a: 1 }));
  assert.equal(storedIn(SHOW, "scn_gone"), null);
});

test("only what has changed is stored, and the places with what is in them", () => {
  assert.deepEqual(changesOf({ ...draft, name: "B" }, draft), { name: "B" });
  const moved = withSlot(draft, "inset", { opacity: 0.5 });
  const body = changesOf(moved, draft);
  assert.deepEqual(Object.keys(body).sort(), ["slots", "sources"]);
  assert.equal(body.slots[1].opacity, 0.5);
  assert.equal("radius" in body.slots[1], false);
  assert.equal(changesOf(withSlot(draft, "inset", { radius: 0.1 }), draft).slots[1].radius, 0.1);
});

test("a place is emptied and filled by name", () => {
  assert.deepEqual(withSource(draft, "main", null).sources, { inset: "src_b" });
  assert.deepEqual(withSource(draft, "main", "src_c").sources, { inset: "src_b", main: "src_c" });
});

test("places change their order and go no further than top and bottom", () => {
  const names = (one) => one.slots.map(({ name }) => name);
  assert.deepEqual(names(restacked(draft, "main", 1)), ["inset", "main"]);
  assert.deepEqual(names(restacked(draft, "inset", 9)), ["main", "inset"]);
  assert.deepEqual(names(restacked(draft, "inset", -3)), ["inset", "main"]);
});

test("a new place is on top, named as none is, and shows a source that is in no other", () => {
  const { draft: more, name } = withPlace(draft, SOURCES);
  assert.equal(more.slots.at(-1).name, name);
  assert.equal(more.sources[name], "src_c");
  const again = withPlace(more, SOURCES);
  assert.notEqual(again.name, name);
  assert.equal(again.draft.sources[again.name], undefined);
  const { rect } = again.draft.slots.at(-1);
  assert.ok(rect.x + rect.w <= 1.05 && rect.y + rect.h <= 1.05);
});

test("a place that goes takes its source along", () => {
  assert.deepEqual(drafts.withoutPlace(draft, "inset").sources, { main: "src_a" });
});

test("another layout of the show is named, and sources keep their places", () => {
  const side = { id: "lay_side", slots: [{ name: "left" }, { name: "inset" }] };
  const there = onLayout(draft, side);
  assert.deepEqual(there.sources, { left: "src_a", inset: "src_b" });
  assert.deepEqual(Object.keys(changesOf(there, draft)).sort(), ["layout", "sources"]);
});

test("a template becomes the scene's own layout, and leaves the other scenes' as it is", () => {
  const body = changesOf(onLayout(draft, { key: "full", slots: [{ name: "main" }] }), draft);
  assert.deepEqual([body.slots.length, body.layout, body.sources], [1, undefined, { main: "src_a" }]);
  assert.ok(body.own);
  assert.ok(changesOf({ ...draft, own: true }, draft).slots, "also without any other change");
});

test("it is said which other scenes stand on the same layout", () => {
  assert.deepEqual(
    sharing(SHOW, "scn_a").map(({ id }) => id),
    ["scn_b"],
  );
});
