import assert from "node:assert/strict";
import { test } from "node:test";

import { LAST_MS, OFF_MS, STALLED_MS, START, isBehind, observe, stateOf, wordsOf } from "../../static/watch_state.js";

const playing = observe({ ...START, found: true }, { now: 1000, position: 0.5 });

test("nothing is known at first", () => assert.equal(stateOf(START, 0), "loading"));

test("a picture that moves is live, whatever else is said", () => {
  assert.equal(stateOf(playing, 1500), "live");
  assert.equal(stateOf({ ...playing, ended: true }, 1000 + LAST_MS - 1), "live");
});

test("a picture that stands still is on its way back, and after a while off", () => {
  assert.equal(stateOf(playing, 1000 + STALLED_MS), "reconnecting");
  assert.equal(stateOf(playing, 1000 + OFF_MS), "off");
});

test("a jump back is no movement", () => {
  const back = observe(playing, { now: 1000 + STALLED_MS, position: 0 });
  assert.equal(stateOf(back, 1000 + STALLED_MS), "reconnecting");
});

test("a show that ended is off air as soon as its last picture has been seen", () => {
  assert.equal(stateOf({ ...playing, ended: true }, 1000 + LAST_MS), "off");
});

test("without a playlist the show is off air", () => assert.equal(stateOf({ ...START, found: false }, 0), "off"));

test("who paused is not told that the line is broken", () => {
  assert.equal(stateOf({ ...playing, paused: true }, 1000 + OFF_MS), "paused");
});

test("every state has words", () => {
  for (const state of ["loading", "live", "paused", "reconnecting", "off", "rehearsal"])
    assert.equal(wordsOf(state).length, 3);
});

test("the way back to live is offered to who is far behind", () => {
  assert.equal(isBehind(10, 40), true);
  assert.equal(isBehind(38, 40), false);
  assert.equal(isBehind(38, NaN), false);
});
