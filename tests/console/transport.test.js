import assert from "node:assert/strict";
import { test } from "node:test";

import { actionFor } from "../../static/console/keys.js";
import { clipTime, leftText } from "../../static/console/state/time.js";
import * as transport from "../../static/console/state/transport.js";

const RATE = 30;

/** A file of a minute that began on frame 1000. */
function file({ playback = {}, ...parts } = {}) {
  const usual = { in_s: 0, out_s: 0, speed: 1, end: "hold", on_take: "play" };
  const begun = { state: "playing", position_s: 0, frame: 1000, run: 1, ready: true, from_frame: null };
  return { ...begun, length_s: 60, ends_frame: 2800, playback: { ...usual, ...playback }, ...parts };
}

test("what plays stands where its frame says, at its speed", () => {
  assert.equal(transport.positionOn(file(), 1045, RATE), 1.5);
  assert.equal(transport.positionOn(file({ playback: { speed: 0.5 }, ends_frame: 4600 }), 1060, RATE), 1);
  assert.equal(transport.positionOn(file({ state: "paused", position_s: 7 }), 5000, RATE), 7);
});

test("what is on its way to a place stands there", () => {
  assert.equal(transport.positionOn(file({ ready: false, position_s: 20 }), 1300, RATE), 20);
  assert.equal(transport.stateWord(file({ ready: false }), 1300), "seeking");
});

test("a loop comes round between its marks", () => {
  const loop = file({ playback: { in_s: 10, out_s: 20, end: "loop" }, position_s: 10, ends_frame: null });
  assert.equal(transport.positionOn(loop, 1000 + 25 * RATE, RATE), 15);
  assert.equal(transport.remainingOn(loop, 1000 + 25 * RATE, RATE), 5);
});

test("what is left is programme time: half as fast lasts twice as long", () => {
  assert.equal(transport.remainingOn(file(), 1900, RATE), 30);
  assert.equal(transport.remainingOn(file({ playback: { speed: 0.5 }, ends_frame: 4600 }), 1900, RATE), 90);
  assert.equal(transport.remainingOn(file({ length_s: null, ends_frame: null }), 1900, RATE), null);
});

test("the last thirty seconds are soon, the last ten are now, to the frame", () => {
  const urgency = (frame) => transport.urgencyOf(file(), frame, RATE);
  assert.deepEqual([1899, 1900, 2499, 2500, 2799].map(urgency), ["calm", "soon", "soon", "now", "now"]);
});

test("what loops, stands or has ended warns of nothing", () => {
  const loop = file({ playback: { end: "loop" }, ends_frame: null });
  for (const one of [loop, file({ state: "paused", position_s: 55 }), file({ state: "cued", position_s: 55 })])
    assert.equal(transport.urgencyOf(one, 2700, RATE), "calm");
  assert.equal(transport.urgencyOf(file(), 2800, RATE), "calm");
});

test("on the frame of its end it has ended, though nobody has said so yet", () => {
  assert.equal(transport.stateWord(file(), 2799), "playing");
  assert.equal(transport.stateWord(file(), 2800), "ended");
  assert.equal(transport.positionOn(file(), 2900, RATE), 60);
});

test("a hand is held between the marks, before the end", () => {
  const marked = file({ playback: { in_s: 10, out_s: 20 } });
  assert.deepEqual(
    [5, 15, 25].map((at) => transport.heldIn(marked, at)),
    [10, 15, 19.999],
  );
});

test("a mark that leaves nothing takes the other one away", () => {
  const marked = file({ playback: { in_s: 10, out_s: 20 } });
  assert.deepEqual(transport.markIn(marked, 12.34567), { in_s: 12.346 });
  assert.deepEqual(transport.markIn(marked, 20), { in_s: 20, out_s: 0 });
  assert.deepEqual(transport.markOut(marked, 8), { in_s: 0, out_s: 8 });
  assert.equal(transport.markOut(marked, 0), null);
});

test("a hand reaches what is on preview first, and each file once", () => {
  const desk = { transports: { a: file(), b: file() } };
  const lamps = { preview: new Set(["scn", "b", "camera"]), program: new Set(["a", "b"]) };
  assert.deepEqual(transport.inReach(desk, lamps), [
    { source: "b", bus: "program" },
    { source: "a", bus: "program" },
  ]);
});

test("of several on program the one that ends first is counted down", () => {
  const transports = {
    long: file(),
    short: file({ ends_frame: 2500, playback: { out_s: 50 } }),
    round: file({ playback: { end: "loop" }, ends_frame: null, length_s: 5 }),
    stands: file({ state: "paused", length_s: 2 }),
  };
  const program = new Set(Object.keys(transports));
  assert.equal(transport.endsFirst({ transports }, program, 1100, RATE), "short");
  assert.equal(transport.endsFirst({ transports }, new Set(["round", "stands"]), 1100, RATE), "stands");
  assert.equal(transport.endsFirst({ transports }, new Set(["round"]), 1100, RATE), null);
});

test("times are never rounded up: nothing lasts longer than they say", () => {
  assert.equal(clipTime(59.99), "00:59");
  assert.equal(clipTime(3599.96, true), "59:59.9");
  assert.equal(clipTime(3601), "01:00:01");
  assert.deepEqual([75.9, 10, 9.96, 0, null].map(leftText), ["01:15", "00:10", "00:09.9", "00:00.0", ""]);
});

test("keys play, cue, mark and nudge; a nudge may be held down", () => {
  const page = { typing: false, dialog: false, control: false, file: true, enabled: true, locked: false };
  const press = (code, more = {}) => actionFor({ code, key: code, ...more }, page);
  assert.deepEqual(press("KeyK"), { do: "play" });
  assert.deepEqual(press("KeyJ"), { do: "cue" });
  assert.deepEqual(press("KeyI"), { do: "mark", which: "in" });
  assert.deepEqual(press("KeyO", { shift: true }), { do: "unmark", which: "out" });
  assert.deepEqual(press("ArrowLeft", { repeat: true }), { do: "nudge", way: -1, fine: false });
  assert.deepEqual(press("ArrowRight", { shift: true }), { do: "nudge", way: 1, fine: true });
  assert.equal(press("KeyK", { repeat: true }), null);
  assert.equal(actionFor({ code: "ArrowLeft", key: "ArrowLeft" }, { ...page, file: false }), null);
});
