import assert from "node:assert/strict";
import { test } from "node:test";

import { lampsOf, lampWords, nameOf, partsOf, sourcesOn, tallyOf } from "../../static/console/state/tally.js";

const show = {
  sources: [
    { id: "src_a", name: "Street" },
    { id: "src_b", name: "Stage" },
    { id: "src_c", name: "Bars" },
  ],
  scenes: [
    { id: "scn_one", name: "One", slots: { main: "src_a" } },
    { id: "scn_two", name: "Two", slots: { left: "src_a", right: "src_b" } },
  ],
};

test("a bus shows a scene's sources, one source alone, or nothing", () => {
  assert.deepEqual([...sourcesOn("scn_two", show)], ["src_a", "src_b"]);
  assert.deepEqual([...sourcesOn("src_c", show)], ["src_c"]);
  assert.deepEqual([...sourcesOn("black", show)], []);
});

test("on both buses, program wins", () => {
  const lamps = lampsOf({ program: "scn_one", preview: "scn_two", running: null }, show);
  assert.equal(tallyOf("src_a", lamps), "program");
  assert.equal(tallyOf("src_b", lamps), "preview");
  assert.equal(tallyOf("src_c", lamps), "off");
});

test("during a transition both pictures are on air", () => {
  const lamps = lampsOf({ program: "scn_one", preview: "scn_two", running: { to: "scn_two" } }, show);
  assert.equal(tallyOf("scn_one", lamps), "program");
  assert.equal(tallyOf("scn_two", lamps), "program");
  assert.equal(tallyOf("src_b", lamps), "program");
});

test("a transition begun over others leaves the pictures beneath it on air", () => {
  const beneath = [{ to: "scn_two" }];
  const lamps = lampsOf({ program: "scn_one", preview: "src_b", beneath, running: { to: "src_c" } }, show);
  for (const id of ["scn_one", "scn_two", "src_a", "src_b", "src_c"]) assert.equal(tallyOf(id, lamps), "program", id);
});

test("everything on a bus has a name", () => {
  assert.equal(nameOf("scn_two", show), "Two");
  assert.equal(nameOf("src_c", show), "Bars");
  assert.equal(nameOf("black", show), "Black");
  assert.equal(nameOf("scn_gone", show), "—");
  assert.equal(nameOf("standby", show), "Standby");
});

test("what a rundown plays is called as the rundown says", () => {
  assert.equal(nameOf("item-0a1b", show, { now: { name: "Opener" } }), "Opener");
  assert.equal(nameOf("item-0a1b-scene", show), "Rundown");
});

test("a source that is there for standby alone is none of the show's", () => {
  const with_standby = { ...show, sources: [...show.sources, { id: "standby", name: "Standby" }] };
  assert.deepEqual(partsOf(with_standby).sources, show.sources);
  assert.equal(partsOf(with_standby), partsOf(with_standby));
  assert.equal(partsOf(show), show);
});

test("in a rehearsal what is on program is said to be there, and not on air", () => {
  assert.equal(lampWords("program", false), "On air");
  assert.equal(lampWords("program", true), "Program");
  assert.equal(lampWords("preview", true), "Preview");
});

test("a scene that came with its take lights its sources, and has a name", () => {
  const inline = { "inline-0123456789abcdef": { layout: [], slots: { left: "src_b" } } };
  const lamps = lampsOf({ program: "inline-0123456789abcdef", preview: "scn_one", running: null, inline }, show);
  assert.equal(tallyOf("src_b", lamps), "program");
  assert.equal(nameOf("inline-0123456789abcdef", show), "A layout of its own");
});
