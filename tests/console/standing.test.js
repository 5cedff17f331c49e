import assert from "node:assert/strict";
import { test } from "node:test";

import { choices, places, standingText } from "../../static/console/state/standing.js";

const STEPS = [
  { kind: "main", name: "Camera 1", fit: true },
  { kind: "input", name: "backup address", fit: true },
  { kind: "slate", name: "slate", fit: false },
];
const chain = (more) => ({ step: 0, held: false, why: "", steps: STEPS, ...more });

test("a tile says what stands in, and why", () => {
  assert.equal(standingText(chain({ step: 1, why: "no data for 1.2 s" })), "→ backup address: no data for 1.2 s");
  assert.equal(standingText(chain({ step: 1, why: "by hand", held: true })), "→ backup address: by hand (held)");
  assert.equal(standingText(chain()), "");
  assert.equal(standingText(undefined), "");
});

test("what stands in can be held, let go and ended", () => {
  assert.deepEqual(choices(chain({ step: 1 })), [
    ["Back now", "main"],
    ["Hold", "1"],
  ]);
  assert.deepEqual(choices(chain({ step: 1, held: true })).at(-1), ["Automatic", "auto"]);
  assert.deepEqual(choices(chain()), []);
  assert.deepEqual(choices(undefined), []);
});

test("the menu has every place, and says which are not there", () => {
  assert.deepEqual(places(chain()), [
    ["Stay with the source", "0", false],
    ["Show the backup address", "1", false],
    ["Show the slate (not there)", "2", false],
    ["By its rules", "auto", true],
  ]);
  assert.deepEqual(places(undefined), []);
});
