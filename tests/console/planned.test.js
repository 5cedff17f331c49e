import assert from "node:assert/strict";
import { test } from "node:test";

import { plannedWords, whenWords } from "../../static/console/macros/planned.js";

const show = { scenes: [{ id: "scn_a", name: "Wide", slots: {} }], sources: [], overlays: [] };
const plan = (command, more = {}) => ({ id: "pln_a", command, at_frame: 9000, at: null, by: "Ada", ...more });

test("what is planned says what it does, when, and who planned it", () => {
  const take = plan({ verb: "take", scene: "scn_a", expected_preview: "scn_a" });
  assert.deepEqual(plannedWords(take, show), { what: "Take Wide", note: "frame 9000 · Ada" });
  assert.equal(plannedWords({ ...take, by: "" }, show).note, "frame 9000");
});

test("a batch says all of its commands, and a take without a scene has words too", () => {
  const commands = [{ verb: "take", layout: "lay_a", sources: {} }, { verb: "cut" }];
  assert.equal(plannedWords(plan({ verb: "batch", commands }), show).what, "Take A layout of its own · Cut");
});

test("a time is the browser's own, with its day", () => {
  const at = new Date(2026, 10, 24, 18, 0, 5).toISOString();
  assert.match(whenWords({ at, at_frame: null }), /^18:00:05, .*24/);
});
