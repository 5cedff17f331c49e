import assert from "node:assert/strict";
import { test } from "node:test";

import { planes } from "../../static/console/player/decoders.js";
import { faded, MARGIN_S, pace, Pacing, RATE, stretched } from "../../static/console/player/pacing.js";

const FRAME = 1600;

/** Play frames whose packets take `transit_s(number)` from the stream's clock to the browser's; returns what was played. */
function played(
  pacing,
  frames,
  transit_s,
  { first = 0, latency_s = 0.01, picture_s = 0.06, speed = 1, count = FRAME } = {},
) {
  const made = [];
  for (let number = first; number < first + frames; number += 1) {
    const at_s = (number * count) / RATE;
    const now_s = at_s * speed + transit_s(number);
    made.push({ number, now_s, at_s, plan: pacing.take({ at_s, count, now_s, latency_s, picture_s }) });
  }
  return made;
}

const lagOf = ({ plan, at_s }) => plan.start / RATE - at_s;

test("packets follow each other without a gap, as far behind as the pictures need", () => {
  const made = played(new Pacing(), 300, () => 0.5);
  for (const [before, after] of made.slice(1).map((one, at) => [made[at].plan, one.plan]))
    assert.equal(after.start, before.start + before.count);
  const { now_s, plan } = made.at(-1);
  assert.ok(Math.abs(plan.start / RATE - now_s - 0.05) < 0.005, "60 ms, of which the device takes 10");
  assert.ok(made.slice(1).every(({ plan: { fade } }) => !fade));
});

test("a device that is slow itself gets its sound as early as the network allows", () => {
  const { now_s, plan } = played(new Pacing(), 600, () => 0.5, { latency_s: 0.25 }).at(-1);
  assert.ok(plan.start / RATE - now_s < MARGIN_S + 0.012);
});

test("late packets widen the distance, and it narrows again slowly", () => {
  const pacing = new Pacing();
  const jitter = (number) => 0.5 + (number % 10 === 9 ? 0.08 : 0);
  const wide = played(pacing, 900, jitter);
  assert.ok(
    wide.slice(600).every(({ plan, now_s }) => plan && plan.start / RATE >= now_s),
    "nothing comes too late any more",
  );
  const lag = lagOf(wide.at(-1));
  const calm = played(pacing, 3000, () => 0.5, { first: 900 });
  assert.ok(lagOf(calm.at(-1)) < lag - 0.03);
  assert.ok(
    calm.every(({ plan: { fade } }) => !fade),
    "without a break",
  );
});

test("a packet that comes after its time begins anew, softly, and never over what is playing", () => {
  const pacing = new Pacing();
  const before = played(pacing, 30, () => 0.5).at(-1).plan;
  const [{ plan, now_s }] = played(pacing, 1, () => 0.9, { first: 30 });
  assert.equal(plan.fade, true);
  assert.ok(plan.start / RATE > now_s && plan.start >= before.start + before.count);
  assert.equal(pacing.late, 1);
});

test("sound that is missing is silence, and the rest keeps its time", () => {
  const pacing = new Pacing();
  const before = played(pacing, 60, () => 0.5).at(-1);
  const [after] = played(pacing, 1, () => 0.5, { first: 62 });
  assert.equal(after.plan.start - before.plan.start - before.plan.count, 2 * FRAME);
  assert.equal(after.plan.fade, true);
});

test("a device whose clock is off by a fifth of a thousandth is followed for an hour", () => {
  const pacing = new Pacing();
  const made = played(pacing, 30 * 3600, () => 0.5, { speed: 1.0002 });
  const ahead = made.slice(300).map(({ plan, now_s }) => plan.start / RATE - now_s);
  assert.ok(Math.min(...ahead) > 0.03 && Math.max(...ahead) < 0.08);
  assert.ok(made.slice(1).every(({ plan: { fade } }) => !fade));
});

test("what piled up while the page slept is left out, not heard later", () => {
  const pacing = new Pacing();
  played(pacing, 60, () => 0.5);
  const burst = played(pacing, 60, (number) => 0.5 + (120 - number) / 30, { first: 60 });
  const after = played(pacing, 300, () => 0.5, { first: 120 });
  assert.ok(burst.some(({ plan }) => plan === null) || after.some(({ plan }) => plan === null));
  const { plan, now_s } = after.at(-1);
  assert.ok(plan.start / RATE - now_s < 0.35);
});

test("the moment that is heard runs with the device's clock", () => {
  const pacing = new Pacing();
  assert.equal(pacing.at(1), null);
  const { plan, at_s } = played(pacing, 60, () => 0.5).at(-1);
  assert.ok(Math.abs(pacing.at(plan.start / RATE) - at_s) < 0.001);
  assert.equal(pacing.at(plan.start / RATE + 10), null, "there has been nothing for a while");
});

test("another session's clock is followed at once", () => {
  const pacing = new Pacing();
  played(pacing, 60, () => 0.5);
  const [{ plan, now_s }] = played(pacing, 1, () => 60, { first: 60 });
  assert.ok(plan.start / RATE - now_s < 0.1);
});

test("stretched sound joins what was played before without a step", () => {
  const wave = (at) => Math.sin(at / 20);
  const samples = Float32Array.from({ length: 480 }, (_, at) => wave(at));
  for (const count of [476, 478, 482, 484]) {
    const made = stretched(samples, count, wave(-1));
    const joined = [wave(-1), ...made];
    assert.equal(made.length, count);
    assert.equal(made.at(-1), samples.at(-1));
    for (let at = 1; at < joined.length; at += 1) assert.ok(Math.abs(joined[at] - joined[at - 1]) < 0.06);
  }
  assert.equal(stretched(samples, 480, 0), samples);
});

test("a soft beginning starts at nothing and leaves the rest as it is", () => {
  const made = faded(new Float32Array(480).fill(1));
  assert.deepEqual([made[0], made[48], made[96], made[479]], [0, 0.5, 1, 1]);
});

test("pictures run a little slower or faster to go with the sound, and jump only when far off", () => {
  assert.equal(pace(0.003), 1);
  assert.ok(pace(0.03) < 1 && pace(-0.03) > 1);
  assert.deepEqual([pace(0.2), pace(-0.2)], [0.92, 1.08]);
  assert.equal(pace(0.4), null);
});

test("plain samples are told apart by channel", () => {
  const bytes = Uint8Array.from([0x00, 0x40, 0x00, 0xc0, 0xff, 0x7f, 0x00, 0x80]);
  const [left, right] = planes(new Uint8Array([9, ...bytes]).subarray(1));
  assert.deepEqual([...left], [0.5, 32_767 / 32_768].map(Math.fround));
  assert.deepEqual([...right], [-0.5, -1]);
});
