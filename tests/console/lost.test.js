import assert from "node:assert/strict";
import { test } from "node:test";

import { changed } from "../../static/console/settings/slate.js";
import { isLost, lostOn, slateOnAir } from "../../static/console/state/lost.js";

const SHOW = {
  sources: [
    { id: "street", name: "Street", input: { kind: "pull" } },
    { id: "hall", name: "Hall", input: { kind: "push" } },
  ],
  layouts: [
    {
      id: "split",
      slots: [
        { name: "a", rect: { w: 0.5 } },
        { name: "b", rect: { x: 0.5, w: 0.5 } },
      ],
    },
  ],
  scenes: [{ id: "both", layout: "split", slots: { a: "hall", b: "street" } }],
};
const SOURCES = { street: { state: "retrying", text: "no signal for 4 s" }, hall: { state: "live", text: "" } };

test("what is lost of a scene is named where it stands, with what to do", () => {
  const [lost, ...others] = lostOn("both", SHOW, SOURCES);
  assert.deepEqual(others, []);
  assert.equal(lost.name, "Street");
  assert.equal(lost.words, "no signal for 4 s");
  assert.match(lost.next, /Check the sender/);
  assert.deepEqual([lost.box.x, lost.box.w], [0.5, 0.5]);
});

test("a source alone fills the bus, and black has nothing to lose", () => {
  assert.deepEqual(lostOn("street", SHOW, SOURCES)[0].box, { x: 0, y: 0, w: 1, h: 1 });
  assert.deepEqual(lostOn("black", SHOW, SOURCES), []);
});

test("a last picture that is held, a film that ended and what another stands in for are no slate", () => {
  const steps = [{ kind: "main" }, { kind: "input" }, { kind: "slate" }];
  assert.equal(isLost({ state: "hold" }), false);
  assert.equal(isLost({ state: "ended" }), false);
  assert.equal(isLost({ state: "retrying", fallback: { step: 1, steps } }), false);
  assert.equal(isLost({ state: "retrying", fallback: { step: 2, steps } }), true);
  assert.equal(isLost(undefined), false);
});

test("viewers see the slate of a source that is lost and on program, and of no other", () => {
  const now = { state: "retrying", text: "no signal for 4 s" };
  const view = { mode: "air", lamps: { program: new Set(["street"]) }, desk: { starting: false, ftb: { on: false } } };
  assert.equal(slateOnAir("street", view, now), true);
  assert.equal(slateOnAir("hall", view, now), false);
  assert.equal(slateOnAir("street", view, { state: "live" }), false);
  assert.equal(slateOnAir("street", { ...view, mode: "off" }, now), false);
  assert.equal(slateOnAir("street", { ...view, desk: { starting: true, ftb: { on: false } } }, now), false);
  assert.equal(slateOnAir("street", { ...view, desk: { starting: false, ftb: { on: true } } }, now), false);
});

test("of the slate only what was changed is saved", () => {
  assert.equal(changed({ color: "#000000", text: "" }, { color: "#000000", text: "", asset: undefined }), null);
  assert.equal(changed({ color: "#000000", text: "" }, { color: "#000000", text: "", asset: null }), null);
  assert.deepEqual(changed({ color: "#000000", text: "", asset: "ast_1" }, { text: "Soon", asset: null }), {
    text: "Soon",
    asset: null,
  });
});
