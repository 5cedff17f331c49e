import assert from "node:assert/strict";
import { test } from "node:test";

import { createApi } from "../../static/console/link/api.js";
import { changes } from "../../static/console/dialogs/start.js";
import { changesOf, takeOfChanges } from "../../static/console/panels/changes.js";
import { openingWords } from "../../static/console/panels/opening.js";

const show = {
  scenes: [{ id: "scn_a", name: "Wide", slots: { main: "src_a", inset: "src_b" } }],
  sources: [
    { id: "src_a", name: "Street" },
    { id: "src_b", name: "Crowd" },
  ],
  overlays: [],
};
const desk = { program: "scn_a", changes_waiting: true, running: null, starting: false, transition: { kind: "dip" } };
const view = { mode: "air", live: true, desk, show };

test("what waits for a take is offered to who may take, and told to the others", () => {
  assert.deepEqual(changesOf(view), { words: "", take: true });
  assert.deepEqual(changesOf({ ...view, live: false }), { words: "Changes wait", take: false });
  assert.deepEqual(changesOf({ ...view, desk: { ...desk, changes_waiting: false } }), { words: "", take: false });
});

test("a scene on air that was deleted stays, and another one is to be taken", () => {
  const deleted = { ...view, desk: { ...desk, program: "scn_gone" } };
  assert.deepEqual(changesOf(deleted), { words: "Deleted; take another", take: false });
  assert.deepEqual(changesOf({ ...deleted, live: false }), { words: "Deleted, still on air", take: false });
});

test("changes are taken with the transition of the desk, or with a cut", () => {
  assert.deepEqual(takeOfChanges(desk, false), { scene: "scn_a", transition: { kind: "dip" } });
  assert.deepEqual(takeOfChanges(desk, true), { scene: "scn_a" });
});

test("while a show begins, program says what it waits for", () => {
  const starting = { ...view, desk: { ...desk, starting: true, program: "black" } };
  const status = { sources: { src_a: { state: "live" }, src_b: { state: "connecting" } } };
  assert.equal(
    openingWords({ ...starting, status }),
    "Start picture. Wide waits for Crowd; after 5 s it comes without.",
  );
  assert.match(openingWords({ ...starting, status: null }), /waits for Street and Crowd/);
  assert.equal(
    openingWords({ ...starting, show: { ...show, start: { scene: "src_a" } }, status }),
    "Start picture. Street comes now.",
  );
  assert.equal(openingWords({ ...view, status }), "");
});

test("an edit of what is on air is heard of wherever it was made, a removal too", async () => {
  const heard = [];
  const answer =
    (body, header = null) =>
    async () => ({
      ok: true,
      status: body ? 200 : 204,
      headers: { get: () => header },
      json: async () => body ?? Promise.reject(new Error("empty")),
    });
  const api = (fetch) => createApi({ base: "/", csrf: "", fetch, edited: ({ on_air }) => heard.push(on_air) });
  await api(answer({ id: "scn_a", edit: { revision: 3, on_air: "next_take" } })).patch("scenes/scn_a", {});
  assert.equal((await api(answer(null, "next_take")).remove("scenes/scn_a")).edit.on_air, "next_take");
  assert.equal((await api(answer(null, "yes")).remove("scenes/scn_a")).edit.on_air, true);
  assert.equal(await api(answer(null)).remove("members/ada"), null);
  assert.deepEqual(heard, ["next_take", "next_take", true]);
});

test("only what was changed of how a show starts is saved", () => {
  const same = { id: "scn_a", chosen: true, color: "#000000", asset: {} };
  assert.equal(changes({}, "scn_a", same), null);
  assert.deepEqual(changes({}, "scn_a", { ...same, id: "scn_b" }), { scene: "scn_b" });
  assert.deepEqual(changes({ scene: "scn_a" }, "scn_a", { ...same, chosen: false }), { scene: "" });
  assert.deepEqual(changes({ color: "#102030ff" }, "scn_a", { ...same, color: "#102031", asset: { asset: null } }), {
    asset: null,
    color: "#102031",
  });
});
