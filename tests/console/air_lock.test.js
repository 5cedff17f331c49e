import assert from "node:assert/strict";
import { test } from "node:test";

import { editReaches, lockedWords, pressReaches, VERBS } from "../../static/console/link/air_lock.js";
import { createApi } from "../../static/console/link/api.js";

const show = {
  sources: ["cam", "still", "mic", "logo"].map((id) => ({ id, name: id })),
  layouts: [{ id: "full" }, { id: "half" }],
  scenes: [
    { id: "on", layout: "full", slots: { a: "cam" }, overlays: ["strap"] },
    { id: "next", layout: "half", slots: { a: "still" }, overlays: [] },
  ],
  overlays: [
    { id: "strap", content: { kind: "text" } },
    { id: "bug", content: { kind: "source", source: "logo" } },
    { id: "off", content: { kind: "text" } },
  ],
};
const desk = {
  program: "on",
  preview: "next",
  overlays: { strap: { on: false }, bug: { on: true }, off: { on: false } },
  sound: { cam: { mode: "afv" }, still: { mode: "afv" }, mic: { mode: "on" } },
};
const view = {
  mode: "air",
  show,
  desk,
  rundown: null,
  destinations: [
    { id: "hls", on: true },
    { id: "rec", on: false },
  ],
};
const press = (verb, parts = {}, more = {}) => pressReaches(verb, parts, { ...view, ...more });

test("what was lined up in sight may be taken, and standby is always there", () => {
  for (const verb of ["cut", "auto", "tbar", "standby", "preview", "transition"])
    assert.equal(press(verb), false, verb);
});

test("what goes straight to air does not, fade to black among it", () => {
  for (const verb of ["take", "ftb", "master", "overlays_off", "restart_engine", "go_on_air", "stop_destination"])
    assert.equal(press(verb), true, verb);
});

test("a verb that nobody knows is not let through", () => assert.equal(press("brand_new"), true));

test("a file, a page or a document is locked where it is on program, and only there", () => {
  for (const verb of ["cue", "play", "pause", "seek", "playback", "fallback", "reload", "page_input", "deck"]) {
    assert.equal(press(verb, { source: "cam" }), true, verb);
    assert.equal(press(verb, { source: "still" }), false, verb);
  }
  assert.equal(press("deck", { source: "cam", cue: true }), false, "what preview shows is cued");
  assert.equal(press("play", { source: "logo" }), true, "what an overlay shows is on program too");
});

test("in a transition both sides are on program", () => {
  const moving = { desk: { ...desk, running: { to: "next" } } };
  assert.equal(press("play", { source: "still" }, moving), true);
  assert.equal(press("play", { source: "cam" }, moving), true);
});

test("an overlay is switched by nobody, and its texts are free while it is not seen", () => {
  assert.equal(press("overlay", { overlay: "off", on: true }), true);
  assert.equal(press("overlay", { overlay: "off", fields: {} }), false);
  assert.equal(press("overlay", { overlay: "strap", fields: {} }), true, "its scene is on program");
  assert.equal(press("overlay", { overlay: "bug", fields: {} }), true, "it is on over everything");
});

test("what is heard is locked, what nobody hears is not, until it is to be heard", () => {
  assert.equal(press("sound", { source: "cam", gain_db: 0 }), true);
  assert.equal(press("sound", { source: "mic", gain_db: 0 }), true);
  assert.equal(press("sound", { source: "still", gain_db: 0 }), false);
  assert.equal(press("sound", { source: "still", mode: "on" }), true);
});

test("a rundown is locked while it has the programme", () => {
  assert.equal(press("rundown_skip"), false);
  assert.equal(press("rundown_skip", {}, { rundown: { has_programme: true } }), true);
  assert.equal(press("rundown_start"), true);
});

test("off air nothing is locked", () => {
  for (const verb of Object.keys(VERBS)) assert.equal(press(verb, { source: "cam" }, { mode: "off" }), false, verb);
  assert.equal(editReaches("DELETE", "scenes/on", undefined, { ...view, mode: "off" }), false);
});

const edit = (method, path, body) => editReaches(method, path, body, view);

test("deletes and edits of what is on program are locked, those of the rest are not", () => {
  for (const part of ["scenes/on", "sources/cam", "sources/logo", "sources/mic", "overlays/strap", "overlays/bug"]) {
    assert.equal(edit("DELETE", part), true, part);
    assert.equal(edit("PATCH", part, { anything: 1 }), true, part);
    assert.equal(edit("PATCH", part, { name: "Other", position: 1 }), false, `a name of ${part}`);
  }
  assert.equal(edit("PATCH", "layouts/full", { slots: [] }), true);
  for (const part of ["scenes/next", "sources/still", "overlays/off", "layouts/half"]) {
    assert.equal(edit("DELETE", part), false, part);
    assert.equal(edit("PATCH", part, { anything: 1 }), false, part);
  }
  for (const plural of ["sources", "scenes", "overlays", "layouts"]) assert.equal(edit("POST", plural, {}), false);
  assert.equal(edit("POST", "sources/cam/rotate_key"), true);
  assert.equal(edit("POST", "sources/still/rotate_key"), false);
});

test("a scene is arranged while it is not on program", () => {
  assert.equal(edit("POST", "arrange", { scene: "on" }), true);
  assert.equal(edit("POST", "arrange", { scene: "next" }), false);
  assert.equal(edit("POST", "arrange", {}), false);
});

test("of the show itself only what the air never sees is free", () => {
  for (const name of ["name", "start", "standby", "producers_run"])
    assert.equal(edit("PATCH", "", { [name]: 1 }), false);
  for (const name of ["captions", "private", "canvas", "encoding", "slate", "brand_new"])
    assert.equal(edit("PATCH", "", { [name]: 1 }), true, name);
  for (const path of ["import", "undo", "redo", "stop"]) assert.equal(edit("POST", path), true, path);
  assert.equal(edit("GET", "undo"), false);
});

test("a way out is locked while it sends", () => {
  assert.equal(edit("DELETE", "destinations/hls"), true);
  assert.equal(edit("PATCH", "destinations/hls", { output: {} }), true);
  assert.equal(edit("PATCH", "destinations/hls", { name: "Player" }), false);
  assert.equal(edit("DELETE", "destinations/rec"), false);
  assert.equal(edit("POST", "destinations", {}), false);
});

test("an edit that the lock refuses is not sent, and says why where it was pressed", async () => {
  const asked = [];
  const fetch = async (url) => (asked.push(url), { ok: true, headers: new Map(), json: async () => ({}) });
  const api = createApi({ base: "/show/", csrf: "", fetch, refuses: (...what) => edit(...what) && lockedWords() });
  await assert.rejects(api.remove("scenes/on"), /air lock is on: nothing was changed/);
  assert.deepEqual(asked, []);
  await api.remove("scenes/next");
  assert.deepEqual(asked, ["/show/scenes/next"]);
});
