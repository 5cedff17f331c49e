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
const view = {
  live: true,
  show,
  recording: { on: false },
  desk: { overlays: { lower: { on: true } }, sound: { cam: { mute: false } } },
};
const sheet = { id: "open health", words: "Health", run: () => {} };

const words = (deeds) => deeds.map((deed) => deed.words);

test("everything of the show can be done by its name, and the key that does it stands beside it", () => {
  const deeds = deedsOf(view, [sheet]);
  for (const one of ["Cut", "Take Street wide", "Overlay Name off", "Mute Café", "Run Opening", "Health"])
    assert.ok(words(deeds).includes(one), one);
  assert.equal(deeds.find(({ id }) => id === "macro m1").key, "Q");
});

test("who may not direct, or an off-air page, finds sheets alone", () => {
  assert.deepEqual(words(deedsOf({ ...view, live: false }, [sheet])), ["Health"]);
});

test("a deed asks for its command and nothing else", () => {
  const asked = [];
  const deeds = deedsOf(view, []);
  deeds.find(({ id }) => id === "overlay lower").run({ ask: (...one) => asked.push(one) });
  assert.deepEqual(asked, [["overlay", { overlay: "lower", on: false }]]);
});

test("a recording that runs cannot be ended from here: that takes a hold", () => {
  const ids = deedsOf({ ...view, recording: { on: true } }, []).map(({ id }) => id);
  assert.ok(!ids.some((id) => id.includes("recording")));
});

test("letters find words by their beginnings first, without accents and capitals", () => {
  assert.equal(found("cafe", deedsOf(view, []))[0].words, "Line up Café full-frame");
  assert.deepEqual(words(found("str take", deedsOf(view, []))), ["Take Street wide"]);
  assert.ok(fit("take str", "Take Street wide") > fit("str", "Take Street wide"));
  assert.deepEqual(found("xyz", deedsOf(view, [])), []);
});

test("nothing typed shows the first of all", () => {
  assert.equal(found("", deedsOf(view, []))[0].id, "cut");
});
