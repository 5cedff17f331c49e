import assert from "node:assert/strict";
import { test } from "node:test";

import { careful, differing } from "../../static/console/editor/careful.js";
import { Problem } from "../../static/console/link/api.js";

const ROW = { id: "ovl_a", name: "Strap", position: 0, content: { kind: "text", size: 1 } };

function store(row = ROW, revision = 3) {
  const kept = { row: structuredClone(row), revision, asked: [] };
  const api = {
    get: async (path) => {
      if (path === "undo") return { undo: { who: "Mara", changes: [{ id: "ovl_a" }] } };
      return path ? structuredClone(kept.row) : { revision: kept.revision };
    },
    patch: async (path, body, { match }) => {
      kept.asked.push(match);
      if (match !== kept.revision) throw new Problem(412, {});
      Object.assign(kept.row, body);
      return kept.row;
    },
  };
  return { kept, api };
}

test("an edit of another part in between asks nobody", async () => {
  const { kept, api } = store();
  const save = careful(api, "overlays/ovl_a", ROW, 1);
  await save({ name: "New" });
  assert.deepEqual([kept.row.name, kept.asked], ["New", [1, 3]]);
});

test("another version of the same part is not written over, until one saves again", async () => {
  const { kept, api } = store({ ...ROW, name: "Theirs" });
  const save = careful(api, "overlays/ovl_a", ROW, 1);
  await assert.rejects(save({ name: "Mine" }), /Mara has changed this meanwhile \(name\)\. Save again to keep yours/);
  assert.equal(kept.row.name, "Theirs");
  await save({ name: "Mine" });
  assert.equal(kept.row.name, "Mine");
});

test("what was refused for another reason is said as it is", async () => {
  const { api } = store();
  api.patch = async () => {
    throw new Problem(400, { detail: "expected a colour" });
  };
  await assert.rejects(careful(api, "overlays/ovl_a", ROW, 3)({}), /expected a colour/);
});

test("a part that only moved in its list is the same", () => {
  assert.deepEqual(differing(ROW, { ...ROW, position: 4 }), []);
  assert.deepEqual(differing(ROW, { ...ROW, content: { size: 1, kind: "text" }, on: true }), ["on"]);
});
