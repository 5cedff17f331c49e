import assert from "node:assert/strict";
import { test } from "node:test";

import { leaving } from "../../static/console/frame/room.js";

const ITEMS = [
  { name: "help", width_px: 32 },
  { name: "people", width_px: 0 },
  { name: "library", width_px: 32 },
  { name: "outputs", width_px: 100 },
];
const line = (room_px) => ({ need_px: 1000, room_px, gap_px: 8, menu_px: 40 });

test("a line that fits keeps everything, and needs no menu", () => {
  assert.deepEqual(leaving(ITEMS, line(1000)), []);
});

test("what leaves makes room for the menu's button too", () => {
  assert.deepEqual(leaving(ITEMS, line(995)), ["help", "library"]);
});

test("the first to give way leave first, and what is not there never does", () => {
  assert.deepEqual(leaving(ITEMS, line(900)), ["help", "library", "outputs"]);
});

test("where nothing would be enough everything that may leave has left", () => {
  assert.deepEqual(leaving(ITEMS, line(100)), ["help", "library", "outputs"]);
});
