import assert from "node:assert/strict";
import { test } from "node:test";

import { Hands } from "../../static/console/editor/hands.js";
import { unused } from "../../static/console/editor/layouts.js";
import { onPreview } from "../../static/console/editor/placed.js";
import { wayOf } from "../../static/console/editor/steps.js";
import { shown, typed } from "../../static/console/editor/units.js";
import { waits } from "../../static/console/editor/versions.js";
import { handWords, nextWords, sharedWords, steppedWords } from "../../static/console/editor/words.js";
import { Store } from "../../static/console/state/store.js";

const SCENE = { kind: "scenes", id: "scn_a", name: "Desk", became: "changed" };
const LAYOUT = { kind: "layouts", id: "lay_a", name: "Pip", became: "changed" };

test("a step says what it was, the scene before its layout, and whose it was", () => {
  const step = { who: "Mara", changes: [LAYOUT, SCENE] };
  assert.equal(steppedWords("undo", step), "Undone: scene “Desk” changed, by Mara");
  assert.equal(steppedWords("redo", { who: "", changes: [LAYOUT] }), "Done again: layout “Pip” changed");
  const two = { who: "Mara", changes: [{ ...SCENE, became: "removed" }, SCENE] };
  assert.equal(nextWords("undo", two), "Undo: scene “Desk” deleted, and 1 more, by Mara (Ctrl+Z)");
  assert.equal(nextWords("redo", null), "Nothing to do again");
});

test("Ctrl+Z steps back and with Shift on, but not in a field that undoes its own", () => {
  const press = { code: "KeyZ", ctrl: true, shift: false, alt: false, meta: false };
  assert.equal(wayOf(press, false), "undo");
  assert.equal(wayOf({ ...press, shift: true }, false), "redo");
  assert.equal(wayOf({ ...press, ctrl: false, meta: true }, false), "undo");
  assert.equal(wayOf(press, true), null);
  assert.equal(wayOf({ ...press, ctrl: false }, false), null);
});

test("a shared layout names those that change along", () => {
  assert.equal(sharedWords([]), "");
  assert.match(sharedWords([{ name: "Stage" }]), /^1 other scene stands .*: Stage$/);
  assert.match(sharedWords([{ name: "A" }, { name: "B" }]), /^2 other scenes stand .*: A and B$/);
});

test("layouts that no scene stands on can go", () => {
  const layouts = [{ id: "lay_a" }, { id: "lay_b" }];
  assert.deepEqual(unused(layouts, [{ layout: "lay_a" }]), [{ id: "lay_b" }]);
});

test("numbers are pixels of the canvas or hundredths of it, and nothing is no number", () => {
  assert.equal(shown(0.5, 1920, "px"), 960);
  assert.equal(shown(1 / 3, 1920, "%"), 33.33);
  assert.equal(typed("960", 1920, "px"), 0.5);
  assert.equal(typed("50", 1920, "%"), 0.5);
  assert.equal(typed(" ", 1920, "px"), null);
  assert.equal(typed("-", 1920, "px"), null);
});

test("the handles are on preview's picture only while that shows the scene to who may line it up", () => {
  const now = { wanted: true, live: true, narrow: false, desk: { preview: "scn_a" } };
  assert.ok(onPreview(now, "scn_a"));
  for (const other of [{ wanted: false }, { live: false }, { narrow: true }, { desk: { preview: "scn_b" } }])
    assert.ok(!onPreview({ ...now, ...other }, "scn_a"));
});

test("two versions stand side by side while what is on program waits for a take", () => {
  const now = { mode: "air", desk: { program: "scn_a", changes_waiting: true } };
  assert.ok(waits(now, "scn_a"));
  assert.ok(!waits(now, "scn_b"));
  assert.ok(!waits({ ...now, desk: { ...now.desk, changes_waiting: false } }, "scn_a"));
});

function hands(editors = []) {
  const said = [];
  const view = new Store({ editors, connected: true, editable: true });
  return { said, view, hands: new Hands({ tell: (message) => said.push(message.part), view, every: () => {} }) };
}

test("what is open is told, the last one taken first, and its end too", () => {
  const { said, hands: mine } = hands();
  const letGoScene = mine.take("scn_a");
  const letGoSource = mine.take("src_b");
  letGoSource();
  letGoScene();
  letGoScene();
  assert.deepEqual(said, ["scn_a", "src_b", "scn_a", null]);
});

test("it is told again where a connection was made anew", () => {
  const { said, view, hands: mine } = hands();
  mine.take("scn_a");
  view.set({ ...view.value, connected: false });
  view.set({ ...view.value, connected: true });
  assert.deepEqual(said.slice(-1), ["scn_a"]);
});

test("others are named once, whichever part of the same work they have", () => {
  const editors = [
    { by: "Mara", part: "scn_a" },
    { by: "Mara", part: "scn_b" },
    { by: "Li", part: "src_x" },
    { by: "Kai", rundown: "run_a", items: [] },
  ];
  const { hands: mine } = hands(editors);
  assert.deepEqual(mine.who(["scn_a", "scn_b"]), ["Mara"]);
  assert.equal(handWords(["Mara"]), "Mara is editing this");
  assert.equal(handWords(["Mara", "Li"]), "Mara and Li are editing this");
  assert.equal(handWords([]), "");
});
