import assert from "node:assert/strict";
import { test } from "node:test";

import { lasts_ms, msIn, nextStep, placeOf, snapped, waysOf } from "../../static/console/take/way.js";

const RUNNING = { start_frame: 100, frames: 29, held: null, from_position: 0 };

test("a transition goes evenly from its beginning to its end", () => {
  assert.equal(placeOf(RUNNING, 99), 0);
  assert.equal(placeOf(RUNNING, 114), 0.5);
  assert.equal(placeOf(RUNNING, 500), 1);
  assert.equal(placeOf(null, 500), 0);
});

test("held by hand it stands, whatever the frame", () => {
  assert.equal(placeOf({ ...RUNNING, held: 0.35 }, 100), 0.35);
  assert.equal(placeOf({ ...RUNNING, held: 0.35 }, 9000), 0.35);
});

test("let go it goes on from where it stood", () => {
  assert.equal(placeOf({ ...RUNNING, from_position: 0.4 }, 99), 0.4);
  assert.equal(placeOf({ ...RUNNING, from_position: 0.4 }, 114), 0.7);
  assert.equal(placeOf({ ...RUNNING, from_position: 0.4 }, 200), 1);
});

test("near an end a hand means the end", () => {
  assert.deepEqual([0.001, 0.02, 0.5004, 0.98, 0.999].map(snapped), [0, 0, 0.5, 1, 1]);
});

test("durations are typed as seconds, with point or comma", () => {
  assert.deepEqual(["1.5", "1,5 s", " 0.25S ", "20", ".5", "0"].map(msIn), [1500, 1500, 250, 20000, 500, 0]);
});

test("what is no duration, or too long a one, is none", () => {
  assert.deepEqual(["", "fast", "1.5.2", "-1", "20.1", "1e3"].map(msIn), [null, null, null, null, null, null]);
});

test("the stepper goes from one usual duration to the next and stays within them", () => {
  assert.equal(nextStep(500, 1), 750);
  assert.equal(nextStep(600, -1), 500);
  assert.equal(nextStep(20000, 1), 20000);
  assert.equal(nextStep(100, -1), 100);
});

test("a film says itself how long it lasts, once that is known", () => {
  const playback = { in_s: 1, out_s: 0, speed: 2 };
  const desk = (length_s) => ({
    transition: { kind: "stinger", film: "src", duration_ms: 700 },
    durations: { stinger: 1000 },
    transports: { src: { playback, length_s } },
  });
  assert.equal(lasts_ms(desk(5), ["film"]), 2000);
  assert.equal(lasts_ms(desk(null), ["film"]), 1000);
  assert.equal(lasts_ms(desk(5), []), 1000);
});

test("there are as many ways as a kind can go", () => {
  assert.equal(waysOf([]).length, 0);
  assert.deepEqual(waysOf(["direction"]), ["left", "right", "up", "down"]);
  assert.equal(waysOf(["direction", "slanting", "softness"]).length, 8);
});
