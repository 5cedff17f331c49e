import assert from "node:assert/strict";
import { test } from "node:test";

import { chosenKind, kindsOf, usesOf } from "../../static/rundown/plain/transitions.js";

const KNOWN = [
  { kind: "cut", label: "Cut", duration_ms: 0, uses: [] },
  { kind: "mix", label: "Mix", duration_ms: 500, uses: [] },
  { kind: "wipe", label: "Wipe", duration_ms: 500, uses: ["direction", "slanting", "softness"] },
  { kind: "stinger", label: "Stinger", duration_ms: 1000, uses: ["film"] },
  { kind: "whirl", label: "Whirl", duration_ms: 800, uses: ["color"] },
];

test("every kind that the mixer has can be chosen, also one that nobody here knows of", () => {
  const words = (label) => `(${label})`;
  assert.deepEqual(kindsOf(KNOWN, words).at(-1), ["whirl", "(Whirl)"]);
  assert.equal(kindsOf(KNOWN, words).length, KNOWN.length);
});

test("a form asks for what a kind uses, and for no duration where there is none", () => {
  assert.deepEqual(usesOf({ kind: "cut" }, KNOWN), []);
  assert.deepEqual(usesOf({ kind: "mix" }, KNOWN), ["duration"]);
  assert.deepEqual(usesOf({ kind: "wipe" }, KNOWN), ["duration", "direction", "slanting", "softness"]);
  assert.deepEqual(usesOf({ kind: "stinger", film: "" }, KNOWN), ["duration", "film"]);
  assert.deepEqual(usesOf({ kind: "stinger", film: "src_a" }, KNOWN), ["film"]);
  assert.deepEqual(usesOf(undefined, KNOWN), []);
});

test("another kind keeps the duration that was set, and takes its own where none was", () => {
  assert.deepEqual(chosenKind({ kind: "mix", duration_ms: 720 }, "whirl", KNOWN), { kind: "whirl", duration_ms: 720 });
  assert.equal(chosenKind({ kind: "cut", duration_ms: 0 }, "stinger", KNOWN).duration_ms, 1000);
  assert.equal(chosenKind({ kind: "mix", duration_ms: 720 }, "cut", KNOWN).duration_ms, 0);
  assert.equal(chosenKind(undefined, "mix", KNOWN).duration_ms, 500);
});
