import assert from "node:assert/strict";
import { test } from "node:test";

import { deedsOf } from "../../static/console/palette/deeds.js";
import { fit, found } from "../../static/console/palette/find.js";

const show = {
  scenes: [{ id: "wide", name: "Street wide" }],
  sources: [{ id: "cam", name: "Café" }],
  overlays: [{ id: "lower", name: "Name" }],
  surface: { macros: [{ id: "m1", name: "Opening" }], keys: { KeyQ: { do: "macro", id: "m1" } } },
};
const sheets = [{ id: "open health", words: "Health", run: () => {} }];

/** What can be done, and what of it was asked. */
function palette({ live = true, mixes = live, corrects = live, there = {} } = {}) {
  const asked = [];
  return {
    asked,
    deeds: deedsOf({ live, mixes, corrects, show }, { sheets, act: (action) => asked.push(action), there }),
  };
}

const words = (deeds) => deeds.map((deed) => deed.words);

test("all that a key can do is there by its name, with the key that does it beside it", () => {
  const { deeds } = palette();
  for (const one of ["Cut", "Take Street wide", "Name on and off", "Mute Café", "Macro Opening", "Health"])
    assert.ok(words(deeds).includes(one), one);
  assert.equal(deeds.find(({ id }) => id === "macro m1").key, "Q");
  assert.equal(deeds.find(({ id }) => id === "cut").key, "Space");
  assert.equal(deeds.find(({ id }) => id === "scene wide").key, "1");
});

test("who may not direct, or a show off air, finds sheets alone", () => {
  assert.deepEqual(words(palette({ live: false }).deeds), ["Health"]);
});

test("who is here for the sound finds mutes, and who is for the captions what hides and clears them", () => {
  assert.deepEqual(words(palette({ live: false, mixes: true }).deeds), ["Mute Café", "Health"]);
  const ids = palette({ live: false, corrects: true }).deeds.map(({ id }) => id);
  assert.deepEqual(ids, ["captions_show", "captions_clear", "open health"]);
});

test("what is of files and documents is there where they are", () => {
  assert.ok(!words(palette({ there: { files: false } }).deeds).includes("Play or pause"));
  assert.ok(words(palette({ there: { files: true } }).deeds).includes("Play or pause"));
});

test("a deed asks what its key would", () => {
  const { asked, deeds } = palette();
  for (const id of ["overlay lower", "scene wide", "take wide", "standby"]) deeds.find((one) => one.id === id).run();
  assert.deepEqual(asked, [
    { do: "overlay", id: "lower" },
    { do: "preview", id: "wide" },
    { do: "take", id: "wide" },
    { do: "standby" },
  ]);
});

test("letters find words by their beginnings first, without accents and capitals", () => {
  const { deeds } = palette();
  assert.equal(found("cafe", deeds)[0].words, "Line up Café");
  assert.deepEqual(words(found("str take", deeds)), ["Take Street wide"]);
  assert.ok(fit("take str", "Take Street wide") > fit("str", "Take Street wide"));
  assert.deepEqual(found("xyz", deeds), []);
});

test("nothing typed shows the first of all", () => {
  assert.equal(found("", palette().deeds)[0].id, "cut");
});
