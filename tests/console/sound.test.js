import assert from "node:assert/strict";
import { test } from "node:test";

import { gainAt, gainText, OFF_DB, positionOf, TOP_DB } from "../../static/console/widgets/fader.js";
import { latest } from "../../static/console/link/latest.js";
import { dbText, FLOOR_DB, heightOf, HOLD_S, silent, step } from "../../static/console/widgets/meters.js";

const play = (inputs, dt_s) => inputs.reduce((meter, input) => step(meter, input, dt_s), silent);

test("a meter rises at once", () => {
  assert.equal(step(silent, -6, 0.05).level_db, -6);
});

test("a meter falls 20 dB in 1.5 s, however often it is drawn", () => {
  const loud = step(silent, 0, 0.05);
  const once = step(loud, -90, 1.5).level_db;
  let often = loud;
  for (let at = 0; at < 30; at++) often = step(often, -90, 0.05);
  assert.ok(Math.abs(once + 20) < 1e-9);
  assert.ok(Math.abs(often.level_db - once) < 1e-9);
});

test("a peak is held for two seconds, then falls", () => {
  const loud = step(silent, -3, 0.05);
  assert.equal(step(loud, -90, HOLD_S).peak_db, -3);
  assert.ok(step(loud, -90, HOLD_S + 0.75).peak_db < -12.9);
  assert.ok(step(loud, -90, HOLD_S + 0.75).peak_db > -13.1);
});

test("a new peak starts a new hold", () => {
  const meter = play([-3, -90, -90, -2, -90], 0.9);
  assert.equal(meter.peak_db, -2);
});

test("silence comes to rest at the floor", () => {
  const meter = play([-10, ...Array(200).fill(-90)], 0.1);
  assert.equal(meter.level_db, FLOOR_DB);
  assert.equal(meter.peak_db, FLOOR_DB);
});

test("the scale runs from the floor to full scale", () => {
  assert.equal(heightOf(FLOOR_DB), 0);
  assert.equal(heightOf(0), 1);
  assert.equal(heightOf(-200), 0);
});

test("loudness below everything is written as minus infinity", () => {
  assert.equal(dbText(-23.06), "−23.1");
  assert.equal(dbText(-90), "−∞");
  assert.equal(dbText(NaN), "−∞");
});

test("the fader goes from closed to +12 dB with unity in the upper part", () => {
  assert.equal(gainAt(0), OFF_DB);
  assert.equal(gainAt(1), TOP_DB);
  assert.equal(gainAt(0.76), 0);
});

test("every gain has its place on the fader, and back", () => {
  for (const gain of [-90, -60, -33.3, -20, -6, 0, 3.5, 12])
    assert.ok(Math.abs(gainAt(positionOf(gain)) - gain) < 0.06, String(gain));
});

test("gains are written with their sign", () => {
  assert.equal(gainText(-90), "−∞");
  assert.equal(gainText(-0.04), "0.0");
  assert.equal(gainText(3), "+3.0");
  assert.equal(gainText(-12.25), "−12.3");
});

test("of many values only the first and the newest are sent", async () => {
  const sent = [];
  let release;
  const send = latest((value) => {
    sent.push(value);
    return new Promise((resolve) => (release = resolve));
  });
  const first = send(1);
  send(2);
  send(3);
  release();
  await first;
  assert.deepEqual(sent, [1, 3]);
});
