import assert from "node:assert/strict";
import { test } from "node:test";

import { busNote } from "../../static/console/panels/bus_notes.js";

const desk = { ftb: { on: false }, running: null, rehearsal: null };
const both = (parts, more = {}) =>
  ["preview", "program"].map((bus) =>
    busNote(bus, { mode: "air", rehearsing: false, desk: { ...desk, ...parts }, ...more }),
  );

test("while a transition runs both monitors say that they are on air", () => {
  assert.deepEqual(both({ running: { kind: "mix" } }), ["Going on air", "mix…"]);
});

test("a transition that is tried on preview is said there and nowhere else", () => {
  assert.deepEqual(both({ rehearsal: { kind: "wipe" } }), ["Trying: wipe", ""]);
});

test("in a rehearsal both monitors say so, unless they have something more to say", () => {
  assert.deepEqual(both({}, { rehearsing: true }), ["Rehearsal", "Rehearsal"]);
  assert.deepEqual(both({ ftb: { on: true } }, { rehearsing: true }), ["Rehearsal", "Faded to black"]);
  assert.deepEqual(both({}, { rehearsing: true, mode: "off" }), ["", ""]);
});
