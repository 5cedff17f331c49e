import assert from "node:assert/strict";
import { test } from "node:test";

import { toward } from "../../static/console/frame/roving.js";

const box = (x, y) => ({ left: x, right: x + 10, top: y, bottom: y + 10 });
// 0 1 2
// 3 4
const TILES = [box(0, 0), box(20, 0), box(40, 0), box(0, 20), box(20, 20)];

test("an arrow goes to the neighbour on that side", () => {
  assert.equal(toward(TILES, 0, "ArrowRight"), 1);
  assert.equal(toward(TILES, 4, "ArrowUp"), 1);
  assert.equal(toward(TILES, 1, "ArrowDown"), 4);
  assert.equal(toward(TILES, 4, "ArrowLeft"), 3);
});

test("where nothing is straight on, the nearest aside is gone to", () => {
  assert.equal(toward(TILES, 2, "ArrowDown"), 4);
});

test("at the edge it stays", () => {
  assert.equal(toward(TILES, 0, "ArrowUp"), -1);
  assert.equal(toward(TILES, 3, "ArrowLeft"), -1);
});
