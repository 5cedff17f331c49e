import assert from "node:assert/strict";
import { test } from "node:test";

import { planned } from "../../mixer/graphics/adapter/plan.js";
import { dataOf, xmlOf } from "../../mixer/graphics/adapter/values.js";
import { actionsOf, describedOf, stepWords } from "../../static/console/graphics/described.js";
import { troubleOf } from "../../static/console/graphics/trouble.js";
import { textOf, valueOf } from "../../static/console/graphics/values.js";

const state = (more = {}) => ({ on: false, fields: {}, step: 0, actions: [], ...more });
const verbs = (calls) => calls.map(({ verb }) => verb);

test("a page that begins goes straight to where its overlay stands", () => {
  assert.deepEqual(planned(null, state()), [{ verb: "load" }]);
  const on = state({ on: true, step: 2, actions: [[1, "flash", null]] });
  assert.deepEqual(planned(null, on, 3), [{ verb: "load" }, { verb: "play", step: 2, skip: true }]);
  assert.deepEqual(verbs(planned(null, on, 0)), ["load"]);
});

test("nothing is asked where nothing has changed", () => {
  assert.deepEqual(planned(state({ on: true }), state({ on: true })), []);
});

test("data come before the animation that shows them", () => {
  assert.deepEqual(verbs(planned(state(), state({ on: true, fields: { a: "1" } }))), ["update", "play"]);
});

test("a step on is next, any other is played to", () => {
  const on = (step) => state({ on: true, step });
  assert.deepEqual(planned(on(0), on(1)), [{ verb: "next", step: 1 }]);
  assert.deepEqual(planned(on(0), on(2)), [{ verb: "play", step: 2 }]);
  assert.deepEqual(planned(on(2), on(0)), [{ verb: "play", step: 0 }]);
});

test("an action is done once, also when several came at a time", () => {
  const before = state({ on: true, actions: [[4, "flash", null]] });
  const after = state({ on: true, actions: [[4, "flash", null], [5, "play", null], [6, "flash", { a: 1 }]] }); // prettier-ignore
  const calls = [{ verb: "play", step: 0 }, { verb: "custom", id: "flash", payload: { a: 1 } }]; // prettier-ignore
  assert.deepEqual(planned(before, after), calls);
  assert.deepEqual(planned(after, after), []);
});

test("texts become data by the schema", () => {
  const properties = { a: { type: "array", default: [1] }, b: { type: "string" }, c: { type: "integer", default: 3 } };
  assert.deepEqual(dataOf({ a: "[2]", b: "[2]", c: "x" }, { properties }), { a: [2], b: "[2]", c: 3 });
});

test("templatedata is escaped", () => {
  assert.match(xmlOf({ f0: `<"&'>\n` }), /value="&lt;&quot;&amp;&apos;&gt;&#10;"/);
});

test("a graphic is described by the facts, or by its content", () => {
  const known = { kinds: { overlays: [{ kind: "graphic", graphics: { poll: { name: "Poll" } } }] } };
  assert.deepEqual(describedOf({ kind: "graphic", graphic: "poll", about: "" }, known), { name: "Poll" });
  assert.deepEqual(describedOf({ kind: "graphic", about: '{"name":"Own"}' }, known), { name: "Own" });
  assert.equal(describedOf({ kind: "graphic", about: "{" }, known), null);
  assert.equal(describedOf({ kind: "text" }, known), null);
});

test("buttons are what a graphic can do where it stands", () => {
  const poll = { steps: 2, actions: [{ id: "winner", name: "Winner" }] };
  assert.deepEqual(actionsOf(poll, { on: true, step: 1 }), [["play", "Play again", true], ["next", "Next", false], ["stop", "Out", true], ["winner", "Winner", true]]); // prettier-ignore
  assert.deepEqual(actionsOf({ steps: 1, actions: [] }, { on: false }).map(([id]) => id), ["play", "stop"]); // prettier-ignore
  assert.equal(stepWords(poll, { on: true, step: 1 }), "Step 2 of 2");
  assert.equal(stepWords({ steps: -1 }, { on: true, step: 4 }), "Step 5");
});

test("a text that does not fit its field shows what the field has by default", () => {
  const list = { type: "array", default: [] };
  assert.deepEqual(valueOf("[1]", list), [1]);
  assert.deepEqual(valueOf("{}", list), []);
  assert.deepEqual(valueOf("no", list), []);
  assert.equal(textOf("[1]", { type: "string" }), "[1]");
});

test("what a graphic throws, and a page that is not there, are troubles; a page that plays or comes is none", () => {
  assert.equal(troubleOf({ state: "live", text: "live 640×360, the graphic: update: no, never" }), "update: no, never");
  assert.equal(troubleOf({ state: "retrying", text: "crashed, back in 4 s" }), "crashed, back in 4 s");
  assert.equal(troubleOf({ state: "failed" }), "Its page is not there.");
  for (const state of ["live", "connecting"]) assert.equal(troubleOf({ state, text: "" }), "");
  assert.equal(troubleOf(undefined), "");
});
