import assert from "node:assert/strict";
import test from "node:test";

import { Store } from "../../static/console/state/store.js";
import { receive, nothing } from "../../static/console/state/desk.js";
import { Others } from "../../static/rundown/editing/others.js";

const ANNA = { by: "Anna", rundown: "run", items: ["a", "b"] };

function begun(parts = {}) {
  const view = new Store({ editors: [], connected: true, editable: true, ...parts });
  const told = [];
  const others = new Others({ tell: (message) => told.push(message.items.join("")), view, id: "run" });
  return { others, told, hear: (...editors) => view.set({ ...view.value, editors }), view };
}

test("what others have in hand is known by item, of this rundown only", () => {
  const { others, hear } = begun();
  hear(ANNA, { by: "Li", rundown: "run", items: ["b"] }, { by: "Li", rundown: "another", items: ["c"] });
  assert.deepEqual(
    ["a", "b", "c"].map((id) => others.who(id)),
    ["Anna", "Anna, Li", ""],
  );
  assert.deepEqual(others.busy(["a", "c"]), ["a"]);
});

test("who goes on all the same is asked once, and anew the next time", () => {
  const { others, hear } = begun();
  hear(ANNA);
  others.anyway.add("a");
  hear(ANNA, { by: "Li", rundown: "run", items: ["c"] });
  assert.deepEqual(others.busy(["a", "b"]), ["b"]);
  hear();
  hear(ANNA);
  assert.deepEqual(others.busy(["a"]), ["a"]);
});

test("what is dragged and what is open are told together, and their end once", () => {
  const { others, told } = begun();
  others.take("sheet", ["a"]);
  others.take("drag", ["a", "c"]);
  others.letGo("drag");
  others.letGo("sheet");
  others.letGo("sheet");
  assert.deepEqual(told, ["a", "ac", "a", ""]);
});

test("a page that comes back says again what is open, and one that may not edit says nothing", () => {
  const { others, told, view } = begun({ connected: false, editable: false });
  others.take("sheet", ["a"]);
  assert.deepEqual(told, []);
  view.set({ ...view.value, connected: true, editable: true });
  assert.deepEqual(told, ["a"]);
});

test("many are told as far as the server takes them", () => {
  const { others, told } = begun();
  others.take(
    "drag",
    Array.from({ length: 300 }, () => "x").map((one, at) => `${one}${at}`),
  );
  assert.equal(told[0].split("x").length - 1, 200);
});

test("editors come with the snapshot and by themselves, and a snapshot without them has none", () => {
  const told = receive(nothing, { type: "snapshot", n: 1, editors: [ANNA] });
  assert.deepEqual(told.editors, [ANNA]);
  assert.deepEqual(receive(told, { type: "editors", editors: [] }).editors, []);
  assert.deepEqual(receive(told, { type: "snapshot", n: 1 }).editors, []);
});
