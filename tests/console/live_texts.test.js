import assert from "node:assert/strict";
import test from "node:test";

import { patchOf, textNames } from "../../static/console/state/live_texts.js";

test("names of live texts stand between commas, each once", () => {
  assert.deepEqual(textNames(" home, away,, home "), ["home", "away"]);
  assert.deepEqual(textNames(""), []);
});

test("a name that stays keeps its text, a new one begins empty, one that is gone is taken away", () => {
  assert.deepEqual(patchOf({ home: "2", clock: "45" }, ["home", "away"]), { home: "2", away: "", clock: null });
});
