import assert from "node:assert/strict";
import { test } from "node:test";

import {
  box,
  layersOf,
  overlaysOf,
  paintScene,
  pictureNameOf,
  placed,
  radiusOf,
} from "../../static/console/scenes/pictures.js";
import { choices, filled, refill } from "../../static/console/scenes/templates.js";

const WHOLE = { x: 0, y: 0, w: 1, h: 1, anchor: "top-left" };
const INSET = { x: 0.67, y: 0.06, w: 0.28, h: 0.28, anchor: "top-left" };
const TEMPLATES = [
  { key: "full", name: "Full", slots: [{ name: "main", rect: WHOLE }] },
  {
    key: "pip",
    name: "Picture in picture",
    slots: [
      { name: "main", rect: WHOLE },
      { name: "inset", rect: INSET },
    ],
  },
];
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

test("a template that the show has already is not offered twice", () => {
  const own = { id: "lay_1", name: "full", slots: [] };
  const offered = choices([own], TEMPLATES);
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

test("a radius is a fraction of the shorter side, and half of that at most", () => {
  assert.equal(radiusOf(160, 90, 0.1), 9);
  assert.equal(radiusOf(90, 160), 0);
  assert.equal(radiusOf(100, 100, 0.7), 50);
});

const STRAP = { id: "ovl_strap", content: { kind: "text" }, rect: { x: 0.5, y: 1, w: 0.5, h: 0.25, anchor: "bottom" } };
const LOGO = { id: "ovl_logo", content: { kind: "image" }, rect: { x: 0, y: 0, w: 0.25, h: 0.25 } };
const CAMERA = { id: "ovl_cam", content: { kind: "source", source: "src_a" }, rect: { x: 0, y: 0, w: 1, h: 1 } };

test("a scene shows its own overlays, and over them those that are on, each once", () => {
  const show = { overlays: [STRAP, LOGO, CAMERA] };
  const over = (own, states) => overlaysOf({ overlays: own }, show, { overlays: states }).map(({ id }) => id);
  assert.deepEqual(over(["ovl_logo"], { ovl_strap: { on: true }, ovl_logo: { on: false } }), ["ovl_logo", "ovl_strap"]);
  assert.deepEqual(over(["ovl_strap"], { ovl_strap: { on: true } }), ["ovl_strap"]);
  assert.deepEqual(over(undefined, {}), []);
  assert.deepEqual([STRAP, CAMERA].map(pictureNameOf), ["overlay-ovl_strap", "src_a"]);
});

test("overlays are drawn over a miniature where they stand, and one without a picture is left out", () => {
  const drawn = [];
  const context = new Proxy(
    { canvas: { width: 320, height: 180 }, drawImage: (...all) => drawn.push(all) },
    { get: (own, name) => own[name] ?? (() => {}), set: () => true },
  );
  const picture = { width: 160, height: 45 };
  const pictures = new Map([["overlay-ovl_strap", picture]]);
  const scene = { slots: {}, background: "#000000" };
  paintScene(context, scene, { slots: [] }, (name) => pictures.get(name) ?? null, [LOGO, STRAP]);
  assert.deepEqual(drawn, [[picture, 0, 0, 160, 45, 80, 135, 160, 45]]);
});
