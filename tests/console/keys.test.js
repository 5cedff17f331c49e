import assert from "node:assert/strict";
import { test } from "node:test";

import { actionFor } from "../../static/console/keys.js";

const page = { typing: false, dialog: false, control: false, file: true, enabled: true };
const press = (code, more = {}) => ({ code, key: more.key ?? code, ...more });

test("a number lines a scene up, with Shift it goes to air", () => {
  assert.deepEqual(actionFor(press("Digit3"), page), { do: "preview", index: 2 });
  assert.deepEqual(actionFor(press("Digit3", { shift: true, key: "#" }), page), { do: "take", index: 2 });
  assert.deepEqual(actionFor(press("Numpad9"), page), { do: "preview", index: 8 });
  assert.equal(actionFor(press("Digit0"), page), null);
});

test("Space cuts and Enter goes automatically", () => {
  assert.deepEqual(actionFor(press("Space", { key: " " }), page), { do: "cut" });
  assert.deepEqual(actionFor(press("Enter"), page), { do: "auto" });
});

test("a key that is held down acts once", () => {
  assert.equal(actionFor(press("Space", { repeat: true }), page), null);
});

test("while typing, and in dialogs, keys are letters", () => {
  for (const state of [{ typing: true }, { dialog: true }]) {
    for (const code of ["Space", "Enter", "Digit1"]) assert.equal(actionFor(press(code), { ...page, ...state }), null);
    assert.equal(actionFor(press("Slash", { key: "?" }), { ...page, ...state }), null);
  }
});

test("a button reached with the keyboard keeps Space and Enter for itself", () => {
  assert.equal(actionFor(press("Space"), { ...page, control: true }), null);
  assert.deepEqual(actionFor(press("Digit1"), { ...page, control: true }), { do: "preview", index: 0 });
});

test("browser shortcuts stay the browser's", () => {
  for (const key of ["ctrl", "alt", "meta"]) assert.equal(actionFor(press("Digit1", { [key]: true }), page), null);
});

test("with shortcuts off, only the sheet opens", () => {
  const off = { ...page, enabled: false };
  assert.equal(actionFor(press("Space"), off), null);
  assert.deepEqual(actionFor(press("Slash", { key: "?", shift: true }), off), { do: "help" });
});

test("standby is there while typing, in a dialog, with shortcuts off", () => {
  const page = { typing: true, dialog: true, control: true, enabled: false };
  assert.deepEqual(actionFor({ code: "F8", key: "F8" }, page), { do: "standby" });
  assert.equal(actionFor({ code: "F8", key: "F8", repeat: true }, page), null);
});

test("a show's own keys go before the usual ones, and can take one away", () => {
  const keys = {
    Digit3: { do: "scene", id: "scn_x" },
    KeyM: { do: "macro", id: "mac_x" },
    "Ctrl+KeyR": { do: "record" },
    KeyC: { do: "none" },
  };
  const own = { ...page, keys };
  assert.deepEqual(actionFor(press("Digit3"), own), { do: "preview", id: "scn_x" });
  assert.deepEqual(actionFor(press("Digit3", { shift: true }), own), { do: "take", id: "scn_x" });
  assert.deepEqual(actionFor(press("KeyM"), own), { do: "macro", id: "mac_x" });
  assert.deepEqual(actionFor(press("KeyR", { ctrl: true }), own), { do: "record" });
  assert.equal(actionFor(press("KeyC"), own), null);
  assert.equal(actionFor(press("KeyM"), { ...own, typing: true }), null);
  assert.equal(actionFor(press("KeyM", { repeat: true }), own), null);
  assert.deepEqual(actionFor(press("Space"), own), { do: "cut" });
});
