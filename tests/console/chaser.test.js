import assert from "node:assert/strict";
import { test } from "node:test";

import { chase, FAR_S, fresh, NEAR_S, newest, trim, WIDEST_S } from "../../static/console/player/chaser.js";

const at = (ahead_s, more = {}) => chase(fresh, { ahead_s, starved: false, dt_s: 0.1, ...more });

test("between 50 and 120 ms behind, the monitor runs at its own speed", () => {
  for (const ahead of [NEAR_S, 0.08, FAR_S]) assert.equal(at(ahead).rate, 1);
});

test("too far behind it runs a little faster, too near a little slower", () => {
  assert.ok(at(0.3).rate > 1 && at(0.3).rate <= 1.1);
  assert.ok(at(0.01).rate < 1 && at(0.01).rate > 0.9);
});

test("far behind it jumps to where it should be", () => {
  assert.equal(at(0.3).jump_to_s, null);
  const { jump_to_s } = at(3);
  assert.ok(jump_to_s >= NEAR_S && jump_to_s <= FAR_S);
});

test("a player that ran dry keeps more distance, up to a limit, and comes nearer again", () => {
  let memory = fresh;
  for (let turn = 0; turn < 50; turn++) ({ memory } = chase(memory, { ahead_s: 0, starved: true, dt_s: 0.1 }));
  assert.ok(FAR_S + memory.slack_s <= WIDEST_S + 1e-9);
  const wide = memory.slack_s;
  ({ memory } = chase(memory, { ahead_s: 0.3, starved: false, dt_s: 10 }));
  assert.ok(memory.slack_s < wide);
});

test("the newest stretch of the buffer is the one to play", () => {
  assert.equal(newest([]), null);
  assert.deepEqual(
    newest([
      [0, 1],
      [5, 7],
    ]),
    { start: 5, end: 7 },
  );
});

test("a queue that grows too long loses whole GOPs, never the init bytes", () => {
  const queue = [..."IKFFFKFF"].map((kind, n) => ({ kind, n }));
  const { queue: kept, dropped } = trim(queue, 6);
  assert.equal(kept.map(({ kind }) => kind).join(""), "IKFF");
  assert.equal(dropped, 4);
  assert.equal(trim(queue, 8).dropped, 0);
});

test("without a keyframe nothing of the queue can be shown", () => {
  const { queue: kept } = trim(
    [..."FFFF"].map((kind) => ({ kind })),
    3,
  );
  assert.deepEqual(kept, []);
});
