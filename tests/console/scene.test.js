import assert from "node:assert/strict";
import { test } from "node:test";

import { box, layersOf, placed } from "../../static/console/pictures.js";
import { choices, filled, refill, TEMPLATES } from "../../static/console/templates.js";

const wide = { width: 320, height: 180 };

test("an anchor says which point of the rectangle lies at its position", () => {
  assert.deepEqual(box({ x: 0.5, y: 0.5, w: 0.5, h: 0.5, anchor: "center" }), { x: 0.25, y: 0.25, w: 0.5, h: 0.5 });
  assert.deepEqual(box({ x: 1, y: 1, w: 0.25, h: 0.5, anchor: "bottom-right" }), { x: 0.75, y: 0.5, w: 0.25, h: 0.5 });
});

test("contain leaves bars, cover cuts the sides off, stretch fills", () => {
  const area = { x: 0, y: 0, w: 100, h: 100 };
  assert.deepEqual(placed(wide, area, { fit: "contain" }).to, [0, 21.875, 100, 56.25]);
  assert.deepEqual(placed(wide, area, { fit: "cover" }), { from: [70, 0, 180, 180], to: [0, 0, 100, 100] });
  assert.deepEqual(placed(wide, area, { fit: "stretch" }).to, [0, 0, 100, 100]);
});

test("a crop is taken off the picture before it is placed", () => {
  assert.deepEqual(
    placed(wide, { x: 0, y: 0, w: 160, h: 90 }, { crop: { left: 0.25, right: 0.25, top: 0.25, bottom: 0.25 } }).from,
    [80, 45, 160, 90],
  );
});

test("layers come bottom to top, and empty places are there too", () => {
  const layout = TEMPLATES.find(({ key }) => key === "pip");
  const layers = layersOf({ slots: { main: "src_a" } }, layout);
  assert.deepEqual(
    layers.map(({ source }) => source),
    ["src_a", null],
  );
});

test("every template stays on the canvas", () => {
  for (const { slots } of TEMPLATES) {
    for (const { rect } of slots)
      assert.ok(rect.x >= 0 && rect.y >= 0 && rect.x + rect.w <= 1.001 && rect.y + rect.h <= 1.001);
  }
});

test("a template that the show has already is not offered twice", () => {
  const own = { id: "lay_1", name: "full", slots: [] };
  const offered = choices([own]);
  assert.equal(offered[0], own);
  assert.equal(offered.filter(({ name }) => name.toLowerCase() === "full").length, 1);
});

test("another layout takes the sources over, by name first, then in order", () => {
  const from = { slots: [{ name: "main" }, { name: "inset" }] };
  const to = { slots: [{ name: "main" }, { name: "right" }, { name: "third" }] };
  assert.deepEqual(refill({ main: "src_a", inset: "src_b" }, from, to), { main: "src_a", right: "src_b" });
});

test("a new scene's empty places get the sources that are not in it yet", () => {
  const layout = { slots: [{ name: "a" }, { name: "b" }, { name: "c" }] };
  const sources = [{ id: "src_a" }, { id: "src_b" }];
  assert.deepEqual(filled({ b: "src_a" }, sources, layout), { a: "src_b", b: "src_a" });
});
