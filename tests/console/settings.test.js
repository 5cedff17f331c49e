import assert from "node:assert/strict";
import { test } from "node:test";

import { changes, linesOf, rateWords, standbyName, standbyOf, withNow } from "../../static/console/settings/values.js";

const row = {
  name: "Evening",
  canvas: { width: 1920, height: 1080, rate: "30" },
  start: { color: "#000000", scene: "", begin: "scene" },
  standby: {},
  private: false,
};

test("what nobody changed is not saved", () => {
  assert.equal(changes(row, structuredClone(row)), null);
  assert.equal(changes(row, { standby: undefined, start: { color: undefined } }), null);
});

test("of a group only what is another one now is saved, so that an edit of somebody else's stays", () => {
  const now = { ...row, name: "Late", canvas: { ...row.canvas, rate: "25" }, start: { ...row.start, begin: "black" } };
  assert.deepEqual(changes(row, now), { name: "Late", canvas: { rate: "25" }, start: { begin: "black" } });
});

test("a start picture that is taken away is null, as the API wants it", () => {
  assert.deepEqual(changes({ start: { asset: "ast_1" } }, { start: { asset: null } }), { start: { asset: null } });
});

test("a standby is replaced whole, and black is none", () => {
  assert.deepEqual(changes({ standby: { scene: "a" } }, { standby: { source: "b" } }), { standby: { source: "b" } });
  assert.deepEqual(changes({ standby: { scene: "a" } }, { standby: null }), { standby: null });
  assert.equal(standbyName({ asset: "ast_1" }), "asset:ast_1");
  assert.deepEqual(standbyOf("asset:ast_1"), { asset: "ast_1" });
  assert.equal(standbyOf(""), null);
});

test("a size or rate that is in no list stays there to be kept", () => {
  assert.deepEqual(withNow(["25", "30"], "23"), ["23", "25", "30"]);
  assert.deepEqual(withNow(["25", "30"], "30"), ["25", "30"]);
  assert.equal(rateWords("30000/1001"), "29.97");
});

test("a list is saved whole, and only where it is another one now", () => {
  const before = { embed_origins: ["https://a.example"] };
  assert.equal(changes(before, { embed_origins: ["https://a.example"] }), null);
  assert.deepEqual(changes(before, { embed_origins: [] }), { embed_origins: [] });
});

test("sites are written a line each", () => {
  assert.deepEqual(linesOf(" https://a.example \n\nhttps://b.example\n"), ["https://a.example", "https://b.example"]);
  assert.deepEqual(linesOf(""), []);
});
