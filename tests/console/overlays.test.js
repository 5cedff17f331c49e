import assert from "node:assert/strict";
import { test } from "node:test";

import { clockOf, countedOf, lampOf, leftOf, runs, stepOf } from "../../static/console/state/overlays.js";

test("the lamp says on, off, on its way out, or how long it stays", () => {
  assert.equal(lampOf({ on: true }, 100, 30), "On");
  assert.equal(lampOf({ on: false }, 100, 30), "Off");
  const leaving = { on: false, moving: { start_frame: 95, frames: 10 } };
  assert.equal(lampOf(leaving, 100, 30), "Leaving");
  assert.equal(lampOf(leaving, 105, 30), "Off");
  assert.equal(lampOf({ on: true, off_frame: 160 }, 100, 30), "2 s");
  assert.equal(leftOf({ on: true, off_frame: 90 }, 100, 30), 0);
  assert.equal(leftOf({ on: true, off_frame: 90 }, null, 30), null);
});

test("a counter goes on with the frames, and stands where it was stopped", () => {
  assert.equal(countedOf({ counted_s: 5, since_frame: 100 }, 160, 30), 7);
  assert.equal(countedOf({ counted_s: 5, since_frame: null }, 160, 30), 5);
  assert.equal(countedOf(undefined, 160, 30), 0);
  assert.equal(runs({ counter: { since_frame: 0 } }), true);
  assert.equal(clockOf(3725.9), "1:02:05");
});

test("a list says where it is", () => {
  assert.equal(stepOf({ step: 1 }, ["A\n\nB\nC"]), "2 of 3");
  assert.equal(stepOf({ step: 9 }, ["A"]), "1 of 1");
  assert.equal(stepOf({}, [undefined]), "No names yet");
});
