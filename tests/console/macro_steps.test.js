import assert from "node:assert/strict";
import { test } from "node:test";

import { CHOICES, choicesOf, optionsOf } from "../../static/console/macros/choices.js";
import { waitIn } from "../../static/console/macros/steps.js";
import { stepWords } from "../../static/console/macros/words.js";

const known = {
  kinds: {
    sources: [
      { kind: "file", fields: [{ name: "on_take" }] },
      { kind: "pull", fields: [] },
    ],
    transitions: [
      { kind: "cut", label: "Cut" },
      { kind: "mix", label: "Mix" },
    ],
  },
};
const show = {
  scenes: [{ id: "a", name: "Wide" }],
  sources: [
    { id: "cam", name: "Camera", input: { kind: "pull" } },
    { id: "clip", name: "Opener", input: { kind: "file" } },
  ],
  overlays: [],
};
const made = (name, values) => CHOICES.find((one) => one.name === name).make(values);

test("a step is made of what was chosen", () => {
  assert.deepEqual(made("take", { bus: "a", transition: "mix", duration_ms: 800 }).parts, {
    scene: "a",
    transition: { kind: "mix", duration_ms: 800 },
  });
  assert.deepEqual(made("take", { bus: "a", transition: "cut", duration_ms: 800 }).parts, { scene: "a" });
  assert.deepEqual(made("transition", { kind: "mix", duration_ms: 0 }).parts, { kind: "mix" });
  assert.deepEqual(made("mute", { source: "cam" }), {
    verb: "sound",
    parts: { source: "cam", mute: true },
    after_ms: 0,
  });
});

test("only what the show has is offered", () => {
  const names = choicesOf(show, known).map(({ name }) => name);
  assert.ok(names.includes("play") && !names.includes("overlay_on"));
  assert.deepEqual(optionsOf("file", show, known), [["clip", "Opener"]]);
  assert.deepEqual(
    optionsOf("bus", show, known).map(([id]) => id),
    ["a", "cam", "clip", "black"],
  );
  assert.equal(optionsOf("duration", show, known), null);
});

test("every step that can be chosen says in words what it does", () => {
  const values = { bus: "a", overlay: "o", source: "cam", file: "clip", kind: "mix", transition: "mix" };
  for (const { name, verb, make } of CHOICES) {
    const words = stepWords(make(values), show);
    assert.ok(/^[A-Z]/.test(words) && words.length > 2, `${name ?? verb}: ${words}`);
  }
});

test("a wait is whole milliseconds within ten minutes", () => {
  assert.deepEqual([waitIn(0.25), waitIn(-1), waitIn(NaN), waitIn(9999)], [250, 0, 0, 600_000]);
});
