import assert from "node:assert/strict";
import { test } from "node:test";
import { Later } from "../../static/console/widgets/later.js";

/** A module whose load is let through by `come()`, or fails by `fail()`; `loads` counts how often it was asked for. */
function moduleOf(parts) {
  const module = { loads: 0 };
  module.load = () => {
    module.loads += 1;
    return new Promise((done, failed) => Object.assign(module, { come: () => done(parts), fail: failed }));
  };
  return module;
}

const turn = () => new Promise((done) => setTimeout(done));

test("a part opens when it has come, and at once from then on", async () => {
  const opened = [];
  const module = moduleOf({ open: (name) => opened.push(name) });
  const open = new Later().of(module.load, "open");
  assert.equal(module.loads, 0);
  open("first");
  await turn();
  assert.deepEqual(opened, []);
  module.come();
  await turn();
  open("second");
  assert.deepEqual(opened, ["first", "second"]);
  assert.equal(module.loads, 1);
});

test("pressed again while it comes, it opens once", async () => {
  const opened = [];
  const module = moduleOf({ open: (name) => opened.push(name) });
  const open = new Later().of(module.load, "open");
  open("first");
  open("again");
  module.come();
  await turn();
  assert.deepEqual(opened, ["first"]);
});

test("of two that come late the one that was pressed last opens", async () => {
  const opened = [];
  const later = new Later();
  const modules = ["first", "second"].map((name) => moduleOf({ open: () => opened.push(name) }));
  const [first, second] = modules.map(({ load }) => later.of(load, "open"));
  first();
  second();
  modules[1].come();
  modules[0].come();
  await turn();
  assert.deepEqual(opened, ["second"]);
});

test("what does not come is said, and the next press asks for it again", async () => {
  const said = [];
  const opened = [];
  const module = moduleOf({ open: () => opened.push("open") });
  const open = new Later({ say: (words) => said.push(words) }).of(module.load, "open");
  open();
  module.fail(new TypeError("no network"));
  await turn();
  assert.equal(said.length, 1);
  assert.match(said[0], /did not load/);
  open();
  module.come();
  await turn();
  assert.deepEqual(opened, ["open"]);
});

test("a part waits for the style of all of them", async () => {
  const opened = [];
  let styled = null;
  const later = new Later({ styled: () => new Promise((done) => (styled = done)) });
  later.of(async () => ({ open: () => opened.push("open") }), "open")();
  await turn();
  assert.deepEqual(opened, []);
  styled();
  await turn();
  assert.deepEqual(opened, ["open"]);
});

test("the rest is loaded one after another, past what does not come, and opens at once", async () => {
  const order = [];
  const later = new Later();
  const loaded = (name) => async () => {
    order.push(name);
    if (name === "lost") throw new TypeError("no network");
    return { open: () => name };
  };
  const opens = ["one", "lost", "two"].map((name) => later.of(loaded(name), "open"));
  await later.rest();
  assert.deepEqual(order, ["one", "lost", "two"]);
  assert.equal(opens[0](), "one");
  assert.equal(opens[2](), "two");
});
