import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Tiles } from "../../static/console/widgets/tiles.js";

const BLOB = { text: (blob) => new Response(blob).text() };

/** Tiles whose pictures are decoded when the test says so, by what they hold. */
function slowTiles() {
  const ready = new Map();
  const closed = [];
  const decode = async (blob) => {
    const name = await BLOB.text(blob);
    await new Promise((done) => ready.set(name, done));
    return { name, close: () => closed.push(name) };
  };
  const until = async (name) => {
    while (!ready.has(name)) await new Promise((done) => setImmediate(done));
    ready.get(name)();
  };
  return { tiles: new Tiles(decode), until, closed };
}

beforeEach(() => {
  globalThis.requestAnimationFrame = (draw) => setImmediate(draw);
});

test("the picture that came last is shown, whichever is decoded first", async () => {
  const { tiles, until, closed } = slowTiles();
  const all = [tiles.receive({ source: "a", jpeg: "first" }), tiles.receive({ source: "a", jpeg: "second" })];
  await until("second");
  await all[1];
  await until("first");
  await all[0];
  assert.equal(tiles.of("a").name, "second");
  assert.deepEqual(closed, ["first"]);
});

test("what was being decoded when all were cleared is not shown afterwards", async () => {
  const { tiles, until } = slowTiles();
  const one = tiles.receive({ source: "a", jpeg: "old" });
  tiles.clear();
  await until("old");
  await one;
  assert.equal(tiles.of("a"), null);
  const other = tiles.receive({ source: "a", jpeg: "new" });
  await until("new");
  await other;
  assert.equal(tiles.of("a").name, "new");
});
