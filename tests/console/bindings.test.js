import assert from "node:assert/strict";
import { test } from "node:test";

import * as bindings from "../../static/console/keys/bindings.js";
import { deedWords, groupsOf, STANDING, usualAt } from "../../static/console/keys/deeds.js";
import { refusalOf } from "../../static/console/keys/reserved.js";

const cut = { do: "cut", id: "" };
const captions = { do: "captions_show", id: "" };
const macro = { do: "macro", id: "mac" };
const show = {
  scenes: [
    { id: "a", name: "Wide" },
    { id: "b", name: "Close" },
  ],
  sources: [{ id: "cam", name: "Camera" }],
  overlays: [{ id: "ovl", name: "Strap" }],
  surface: { macros: [{ id: "mac", name: "Opening" }], keys: {} },
};
const after = (keys, patch) => {
  const now = { ...keys, ...patch };
  return Object.fromEntries(Object.entries(now).filter(([, deed]) => deed));
};

test("a usual key does what it does until the show says otherwise", () => {
  assert.deepEqual(bindings.heldBy({}, "Space"), cut);
  assert.equal(bindings.heldBy({ Space: { do: "none" } }, "Space"), null);
  assert.deepEqual(bindings.heldBy({ Space: macro }, "Space"), macro);
  assert.equal(bindings.heldBy({}, "KeyX"), null);
  assert.deepEqual(bindings.heldBy({}, "Digit2", show), { do: "scene", id: "b" });
});

test("another key for something takes its usual one away, and the usual one again leaves no trace", () => {
  const keys = after({}, bindings.given({}, cut, "KeyX"));
  assert.deepEqual(bindings.combosOf(keys, cut), ["KeyX"]);
  assert.equal(bindings.isChanged(keys, cut), true);
  assert.deepEqual(after(keys, bindings.given(keys, cut, "Space")), {});
  assert.deepEqual(after(keys, bindings.asUsual(keys, cut)), {});
});

test("no key at all can be had, and is another than usual", () => {
  const keys = after({}, bindings.given({}, cut, ""));
  assert.deepEqual(bindings.combosOf(keys, cut), []);
  assert.equal(bindings.isChanged(keys, cut), true);
  assert.equal(bindings.isChanged({}, cut), false);
});

test("what would lose a key is named: a usual deed, one of the show, a scene's number, and its Shift", () => {
  assert.deepEqual(bindings.losesTo(macro, {}, "KeyC", show), { ...captions, takes: false });
  assert.equal(bindings.losesTo(captions, {}, "KeyC", show), null);
  assert.deepEqual(bindings.losesTo(cut, { KeyM: macro }, "KeyM", show), { ...macro, takes: false });
  assert.deepEqual(bindings.losesTo(cut, {}, "Digit1", show), { do: "scene", id: "a", takes: false });
  assert.deepEqual(bindings.losesTo(cut, {}, "Shift+Digit1", show), { do: "scene", id: "a", takes: true });
  assert.equal(bindings.losesTo(cut, {}, "KeyX", show), null);
});

test("a key that was taken from a usual deed comes back with it", () => {
  const keys = after({}, bindings.given({}, macro, "KeyC"));
  assert.deepEqual(bindings.combosOf(keys, captions), []);
  assert.deepEqual(bindings.asUsual(keys, captions), { KeyC: null });
});

test("all as usual frees every key but the numbers of scenes", () => {
  const keys = { Digit1: { do: "scene", id: "a" }, KeyQ: { do: "scene", id: "b" }, KeyM: macro, Space: { do: "none" } };
  assert.deepEqual(Object.keys(after(keys, bindings.allAsUsual(keys))), ["Digit1"]);
});

test("the list has every standing deed once, and everything of the show that can have a key", () => {
  const listed = groupsOf(show).flatMap(({ deeds }) => deeds.map((one) => `${one.do} ${one.id}`));
  assert.equal(new Set(listed).size, listed.length);
  for (const one of STANDING) assert.ok(listed.includes(`${one.do} `), one.do);
  for (const one of ["scene a", "source cam", "overlay ovl", "mute cam", "macro mac"]) assert.ok(listed.includes(one));
  const combos = STANDING.flatMap(({ usual }) => usual);
  assert.equal(new Set(combos).size, combos.length);
  assert.equal(usualAt("Shift+KeyF"), "ftb");
});

test("a deed has words by itself", () => {
  assert.equal(deedWords({ do: "scene", id: "b" }, show), "Line up Close");
  assert.equal(deedWords({ do: "overlay", id: "ovl" }, show), "Strap on and off");
  assert.equal(deedWords(macro, show), "Macro Opening");
  assert.equal(deedWords(cut, show), "Cut");
});

test("what the browser takes, and what is the way out, is refused in words", () => {
  assert.match(refusalOf("Ctrl+KeyT"), /^Ctrl \+ T is the browser's/);
  assert.match(refusalOf("Ctrl+Digit4"), /tabs/);
  assert.match(refusalOf("Shift+Minus", "?"), /opens this list/);
  assert.match(refusalOf("Shift+F8"), /standby/);
  assert.match(refusalOf(""), /says nothing/);
  for (const combo of ["KeyT", "F5", "Ctrl+Shift+KeyM", "Alt+KeyQ", "Shift+Digit1"]) assert.equal(refusalOf(combo), "");
});
