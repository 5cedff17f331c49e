import assert from "node:assert/strict";
import { test } from "node:test";

import { destinationsOf, stateWords } from "../../static/console/dialogs/destinations.js";
import { outsInOne } from "../../static/console/panels/bar.js";

const on = (...states) => states.map((state) => ({ state }));
const NOW = 3_700_000;
const RELAY = { id: "dst_a", name: "A", output: { kind: "relay" }, on: false, mode: "air" };

test("one lamp stands for all outputs: the worst, and of how many that is so", () => {
  assert.deepEqual(outsInOne(on()), { worry: "ok", count: "" });
  assert.deepEqual(outsInOne(on("running")), { worry: "ok", count: "" });
  assert.deepEqual(outsInOne(on("running", "running")), { worry: "ok", count: "2" });
  assert.deepEqual(outsInOne(on("running", "waiting")), { worry: "wait", count: "1 of 2" });
  assert.deepEqual(outsInOne(on("retrying", "running", "failed", "waiting")), { worry: "bad", count: "2 of 4" });
  assert.deepEqual(outsInOne(on("failed")), { worry: "bad", count: "" });
});

test("a destination's row says how it is doing, and off air how it will start", () => {
  const live = { on: true, state: "running", text: "live on a.example", since: 100 };
  assert.equal(stateWords({ ...RELAY, live }, NOW), "live on a.example · 01:00:00");
  assert.equal(
    stateWords({ ...RELAY, live: { ...live, state: "retrying", text: "refused" } }, NOW),
    "refused; trying again",
  );
  assert.equal(stateWords({ ...RELAY, live: { on: false, state: "waiting", text: "ending" } }, NOW), "relay · ending");
  assert.equal(stateWords({ ...RELAY, live: null }, NOW), "relay · off");
  assert.equal(stateWords({ ...RELAY, mode: "off" }, NOW), "relay · started by hand");
  assert.equal(stateWords({ ...RELAY, on: true, mode: "off" }, NOW), "relay · starts with the show");
});

test("the list is the stored show's, with what is known of each on air", () => {
  const view = {
    show: { destinations: [RELAY, { ...RELAY, id: "dst_b" }] },
    destinations: [{ id: "dst_b", on: true }, { id: "dst_gone" }],
    mode: "air",
    live: true,
  };
  const [first, second] = destinationsOf(view);
  assert.equal(first.live, null);
  assert.equal(second.live.on, true);
  assert.ok(second.directs);
  assert.equal(destinationsOf({ ...view, live: false })[0].directs, false);
  assert.equal(destinationsOf({ ...view, mode: "off" })[1].live, null);
});
