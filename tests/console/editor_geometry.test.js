import assert from "node:assert/strict";
import { test } from "node:test";

import * as geometry from "../../static/console/editor/geometry.js";
import { guidesOf, snappedMove, snappedSides } from "../../static/console/editor/snap.js";

const { anchored, boxOf, cropTyped, croppedBy, flush, hit, kept, moved, nudgeOf, rectOf, resized } = geometry;
const HD = { width: 1920, height: 1080 };
const INSET = { x: 1200, y: 100, w: 480, h: 270 };
const NO_CROP = { left: 0, top: 0, right: 0, bottom: 0 };

test("a rect of any anchor and its box say the same place", () => {
  for (const anchor of geometry.ANCHORS.flat()) {
    const rect = rectOf(INSET, anchor, HD);
    const box = boxOf(rect, HD);
    for (const side of ["x", "y", "w", "h"]) assert.ok(Math.abs(box[side] - INSET[side]) < 0.01, anchor);
    assert.equal(rect.anchor, anchor);
  }
});

test("another anchor does not move a place", () => {
  const rect = rectOf(INSET, "top-left", HD);
  const other = anchored(rect, "bottom-right", HD);
  assert.equal(other.x, 0.875);
  const box = boxOf(other, HD);
  assert.ok(Math.abs(box.x - 1200) < 0.01 && Math.abs(box.y - 100) < 0.01);
});

test("a place goes into the corner of its anchor", () => {
  const at = flush(rectOf(INSET, "bottom-right", HD));
  assert.deepEqual(boxOf(at, HD), { x: 1440, y: 810, w: 480, h: 270 });
});

test("a corner drags two sides and leaves the others", () => {
  assert.deepEqual(resized(INSET, "se", 100, 50, HD), { x: 1200, y: 100, w: 580, h: 320 });
  assert.deepEqual(resized(INSET, "nw", 100, 50, HD), { x: 1300, y: 150, w: 380, h: 220 });
  assert.deepEqual(resized(INSET, "n", 100, 50, HD), { x: 1200, y: 150, w: 480, h: 220 });
});

test("a kept form follows the larger change, and grows about the middle of the other side", () => {
  assert.deepEqual(resized(INSET, "se", 160, 10, HD, { ratio: true }), { x: 1200, y: 100, w: 640, h: 360 });
  assert.deepEqual(resized(INSET, "e", 160, 0, HD, { ratio: true }), { x: 1200, y: 55, w: 640, h: 360 });
});

test("from the middle both sides move", () => {
  assert.deepEqual(resized(INSET, "e", 40, 0, HD, { centred: true }), { x: 1160, y: 100, w: 560, h: 270 });
});

test("no place becomes too small to hold, and the opposite side stays", () => {
  const small = resized(INSET, "w", 900, 0, HD);
  assert.deepEqual([small.w, small.x + small.w], [16, 1680]);
  const formed = resized(INSET, "nw", 900, 900, HD, { ratio: true });
  assert.ok(formed.h >= 16 && Math.abs(formed.w / formed.h - 16 / 9) < 1e-9);
});

test("a part of a place stays on the canvas wherever it is moved", () => {
  assert.deepEqual(moved(INSET, 5000, 0, HD).x, 1896);
  assert.deepEqual(moved(INSET, -5000, -5000, HD), { x: 24 - 480, y: 24 - 270, w: 480, h: 270 });
  assert.equal(kept({ x: 0, y: 0, w: 1e6, h: 5 }, HD).w, 4 * 1920);
});

test("arrow keys move by what can be seen, with Shift by ten", () => {
  assert.deepEqual(nudgeOf("ArrowLeft", false), [-2, 0]);
  assert.deepEqual(nudgeOf("ArrowDown", true), [0, 10]);
  assert.equal(nudgeOf("a", false), null);
});

test("a crop by hand leaves what is left of the picture where it was", () => {
  const slot = { rect: rectOf({ x: 0, y: 0, w: 960, h: 540 }, "top-left", HD), crop: NO_CROP };
  const once = croppedBy(slot, "w", 96, 0, HD);
  assert.equal(once.crop.left, 0.1);
  assert.deepEqual(boxOf(once.rect, HD), { x: 96, y: 0, w: 864, h: 540 });
  const twice = croppedBy(once, "se", -96, -54, HD);
  assert.deepEqual(twice.crop, { left: 0.1, top: 0, right: 0.1, bottom: 0.1 });
  const back = croppedBy(twice, "w", -500, 0, HD);
  assert.equal(back.crop.left, 0);
  assert.ok(Math.abs(boxOf(back.rect, HD).x) < 0.01);
});

test("a crop leaves a twentieth of the picture, by hand and typed", () => {
  const slot = { rect: rectOf({ x: 0, y: 0, w: 960, h: 540 }, "center", HD), crop: { ...NO_CROP, right: 0.5 } };
  assert.equal(croppedBy(slot, "w", 5000, 0, HD).crop.left, 0.45);
  assert.equal(cropTyped(slot.crop, "left", 0.9).left, 0.45);
  assert.equal(cropTyped(slot.crop, "left", -1).left, 0);
});

test("the topmost place under the pointer is meant", () => {
  const boxes = [{ x: 0, y: 0, w: 1920, h: 1080 }, INSET];
  assert.equal(hit(boxes, { x: 1300, y: 200 }), 1);
  assert.equal(hit(boxes, { x: 10, y: 10 }), 0);
  assert.equal(hit([INSET], { x: 10, y: 10 }), -1);
});

test("a move is drawn to the canvas's edges and middle, the safe area and other places", () => {
  const other = { x: 100, y: 700, w: 300, h: 200 };
  const guides = guidesOf([other], HD);
  const near = (dx, dy) => snappedMove(INSET, dx, dy, guides, 12);
  assert.deepEqual(near(235, 0), { dx: 240, dy: 0, lines: { x: 1920, y: null } });
  assert.equal(near(0, -40).lines.y, 54);
  assert.equal(INSET.x + near(-1095, 0).dx, 100);
  assert.equal(near(-478, 0).lines.x, 960, "its middle lies on the canvas's");
  assert.deepEqual(near(60, 60).lines, { x: null, y: null });
});

test("only the sides that a handle moves are drawn to lines", () => {
  const guides = guidesOf([], HD);
  assert.deepEqual(snappedSides(INSET, "e", 236, 300, guides, 8), { dx: 240, dy: 300, lines: { x: 1920, y: null } });
  assert.equal(snappedSides(INSET, "nw", 0, -98, guides, 8).dy, -100);
});
