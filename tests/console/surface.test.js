import assert from "node:assert/strict";
import { test } from "node:test";

import {
  capOf,
  comboFor,
  comboOf,
  deedOf,
  numberOf,
  progressOf,
  sceneOf,
  stepsOf,
} from "../../static/console/state/surface.js";

const scenes = [{ id: "a" }, { id: "c" }, { id: "d" }];
const keys = {
  Digit1: { do: "scene", id: "a" },
  Digit3: { do: "scene", id: "c" },
  KeyM: { do: "macro", id: "opening" },
  "Shift+KeyM": { do: "mute", id: "cam" },
};

test("a press has the name of its key and of what is held down", () => {
  assert.equal(comboOf({ code: "KeyM" }), "KeyM");
  assert.equal(comboOf({ code: "Numpad3", shift: true, ctrl: true }), "Ctrl+Shift+Digit3");
});

test("a scene keeps its number when the one before it has gone", () => {
  assert.equal(numberOf(keys, scenes[1], 1), "3");
  assert.equal(sceneOf(keys, scenes, 3).id, "c");
  assert.equal(sceneOf(keys, scenes, 2), null);
});

test("a scene without a number has none, and by its place only where nothing is numbered", () => {
  assert.equal(numberOf(keys, scenes[2], 2), "");
  assert.equal(numberOf({}, scenes[2], 2), "3");
  assert.equal(numberOf({}, { id: "x" }, 9), "");
  assert.equal(numberOf({ KeyQ: { do: "scene", id: "a" } }, scenes[0], 0), "");
});

test("a key does what the show says, and Shift with a scene's key takes it", () => {
  assert.deepEqual(deedOf(keys, { code: "KeyM" }), { do: "macro", id: "opening", takes: false });
  assert.deepEqual(deedOf(keys, { code: "KeyM", shift: true }), { do: "mute", id: "cam", takes: false });
  assert.deepEqual(deedOf(keys, { code: "Digit3", shift: true }), { do: "scene", id: "c", takes: true });
  assert.equal(deedOf(keys, { code: "KeyX" }), null);
});

test("a key is shown as it stands on a keyboard", () => {
  assert.equal(capOf("Ctrl+Shift+Digit3"), "Ctrl + Shift + 3");
  assert.equal(capOf("F5"), "F5");
  assert.equal(comboFor(keys, "mute", "cam"), "Shift+KeyM");
  assert.equal(comboFor(keys, "record", ""), "");
});

test("what runs says how far it is", () => {
  assert.deepEqual(progressOf([{ id: "m", step: 1, steps: 4 }]).get("m"), { step: 1, steps: 4, share: 0.25 });
});

test("what was recorded waits as long as the hand did, and what was pressed together happens together", () => {
  const asked = [
    { verb: "cut", parts: {}, at_ms: 1000 },
    { verb: "overlay", parts: { overlay: "o", on: true }, at_ms: 1020 },
    { verb: "auto", parts: {}, at_ms: 2480 },
  ];
  assert.deepEqual(
    stepsOf(asked).map(({ after_ms }) => after_ms),
    [0, 0, 1500],
  );
});
