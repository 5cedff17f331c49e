import assert from "node:assert/strict";
import { test } from "node:test";

import { changesOf, draftOf } from "../../static/console/editor/draft.js";
import { levelIn, spoken, wayOf, withLevel, withWay } from "../../static/console/editor/scene_sound.js";

test("what a scene says nothing of it leaves", () => {
  assert.deepEqual(spoken({ a: { gain_db: null, mute: null, mode: null }, b: { gain_db: 0, mute: null } }), {
    b: { gain_db: 0 },
  });
  assert.equal(wayOf(undefined), "leave");
  assert.equal(wayOf({ gain_db: -3 }), "leave");
});

test("a source is on, off or with the picture, and whoever is to be heard is not muted", () => {
  const on = withWay({}, "a", "on");
  assert.deepEqual(on, { a: { mode: "on", mute: false } });
  assert.deepEqual(withWay(withLevel(on, "a", -6), "a", "off"), { a: { gain_db: -6, mode: "off" } });
  assert.equal(wayOf({ mode: "on", mute: true }), "off");
  assert.equal(wayOf({ mode: "afv", mute: false }), "afv");
  assert.deepEqual(withWay(on, "a", "leave"), {});
});

test("a level is typed as people write it, and emptied it is left again", () => {
  assert.deepEqual(["", " -6 ", "−3,5", "+2", "0"].map(levelIn), [null, -6, -3.5, 2, 0]);
  for (const wrong of ["loud", "-91", "13", "1e999"]) assert.equal(levelIn(wrong), undefined);
  assert.deepEqual(withLevel({ a: { gain_db: -6 } }, "a", null), {});
});

test("an edit of the sound alone stores the sound alone", () => {
  const base = draftOf({ name: "Desk", layout: "lay_a", slots: {} }, { slots: [] });
  const draft = { ...base, sound: withWay(base.sound, "a", "off") };
  assert.deepEqual(changesOf(draft, base), { sound: { a: { mode: "off" } } });
});
