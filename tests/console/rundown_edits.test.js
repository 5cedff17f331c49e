import assert from "node:assert/strict";
import test from "node:test";

import { Store } from "../../static/console/state/store.js";
import { applied } from "../../static/rundown/plain/apply.js";
import { Edits } from "../../static/rundown/editing/edits.js";
import { Server } from "../../static/rundown/editing/server.js";

const ITEMS = ["a", "b", "c", "d"].map((id) => ({ id, name: id }));
const MOVE = { op: "move", ids: ["a"], after: "b" };
const problem = (kind, item) => ({ kind, item, text: "", repairs: [] });

/** A server of paper: `brings` are the problems that an edit would bring, `fails` what it refuses with. */
class PaperServer {
  constructor() {
    Object.assign(this, { items: ITEMS, revision: 1, there: [], brings: [], fails: null, calls: [] });
  }

  async edit(run, ops, revision, { dry = false } = {}) {
    this.calls.push({ ops, revision, dry });
    if (this.fails) throw this.fails;
    if (revision !== this.revision) throw Object.assign(new Error("stale"), { status: 412 });
    const items = applied(this.items, ops);
    if (!dry) Object.assign(this, { items, revision: this.revision + 1 });
    return { revision: this.revision, items, order: items.map(({ id }) => id), plan: null, problems: this.brings };
  }
}

function begun() {
  const server = new PaperServer();
  const saved = { id: "run", revision: 1, items: ITEMS };
  const work = new Store({ run: saved, saved, plan: null, problems: [], proposal: null, conflict: null });
  const said = [];
  const plan = async () => work.set({ ...work.value, plan: {}, problems: server.there });
  const refresh = async () => {
    const now = { id: "run", revision: server.revision, items: server.items };
    work.set({ ...work.value, run: now, saved: now, proposal: null });
  };
  const edits = new Edits({ work, server, notices: { say: (words) => said.push(words) }, refresh, plan });
  const shown = () => work.value.run.items.map(({ id }) => id).join("");
  const stored = () => server.items.map(({ id }) => id).join("");
  return { server, work, edits, said, shown, stored };
}

test("an edit is seen before the server has heard of it, and saved after it was tried", async () => {
  const { server, edits, shown, stored } = begun();
  const saving = edits.propose([MOVE]);
  assert.equal(shown(), "bacd");
  assert.equal(await saving, true);
  assert.deepEqual([stored(), server.calls.map(({ dry }) => dry)], ["bacd", [true, false]]);
});

test("edits made faster than the server answers are all seen, and saved in their order", async () => {
  const { edits, shown, stored, server } = begun();
  const all = ["b", "c", "d"].map((after) => edits.propose([{ ...MOVE, after }]));
  assert.equal(shown(), "bcda");
  await Promise.all(all);
  assert.deepEqual([shown(), stored(), server.revision], ["bcda", "bcda", 4]);
});

test("an edit that brings a problem is seen and not saved until it is accepted", async () => {
  const { server, edits, work, shown, stored } = begun();
  server.brings = [problem("conflict", "a")];
  assert.equal(await edits.propose([MOVE]), false);
  assert.deepEqual([shown(), stored(), work.value.proposal.problems.length], ["bacd", "abcd", 1]);
  await edits.accept();
  assert.deepEqual([shown(), stored(), work.value.proposal], ["bacd", "bacd", null]);
});

test("what is done while a question is open joins it", async () => {
  const { server, edits, work, shown, stored } = begun();
  server.brings = [problem("conflict", "a")];
  await edits.propose([MOVE]);
  await edits.propose([{ op: "delete", ids: ["d"] }]);
  assert.deepEqual([shown(), stored(), work.value.proposal.ops.length], ["bac", "abcd", 2]);
  edits.leave();
  assert.equal(shown(), "abcd");
});

test("a repair goes with what it repairs, in one edit", async () => {
  const { server, edits, stored } = begun();
  server.brings = [problem("conflict", "a")];
  await edits.propose([MOVE]);
  server.brings = [];
  await edits.accept([{ op: "delete", ids: ["d"] }]);
  assert.deepEqual([stored(), server.calls.at(-1).ops.length, server.revision], ["bac", 2, 2]);
});

test("on top of somebody else's change an edit is kept, and done again only when its author says so", async () => {
  const { server, edits, work, shown, stored } = begun();
  Object.assign(server, { items: ITEMS.slice(0, 3), revision: 5 });
  assert.equal(await edits.propose([MOVE]), false);
  assert.deepEqual([shown(), work.value.conflict.ops], ["abc", [MOVE]]);
  await edits.again();
  assert.deepEqual([stored(), shown(), work.value.conflict], ["bac", "bac", null]);
});

test("what the server refuses is taken back, with the reason", async () => {
  const { server, edits, shown, said } = begun();
  server.fails = Object.assign(new Error("no"), { status: 409, code: "prepared" });
  assert.equal(await edits.propose([MOVE]), false);
  assert.equal(shown(), "abcd");
  assert.match(said[0], /begins within 10 seconds/);
});

test("an edit names the revision it was made on, and a list is fetched to its end", async () => {
  const asked = [];
  const pages = [[1, 2], [3]];
  const fetch = async (address, { headers }) => {
    asked.push([address, headers["If-Match"]]);
    const results = pages.shift() ?? [];
    return { ok: true, json: async () => ({ results, next: pages.length ? "more" : null }) };
  };
  const server = new Server({ base: "/api/", library: "/library", csrf: "", fetch });
  assert.deepEqual(await server.assets(), [1, 2, 3]);
  await server.edit("run_x", [MOVE], 7);
  assert.deepEqual(asked, [
    ["/library?limit=500&offset=0", undefined],
    ["/library?limit=500&offset=2", undefined],
    ["/api/rundowns/run_x/edit", '"7"'],
  ]);
});

test("what is wrong already is not laid to an edit, also when the plan has not come yet", async () => {
  const { edits, server, stored } = begun();
  server.there = server.brings = [problem("missing", "c")];
  assert.equal(await edits.propose([MOVE]), true);
  assert.equal(stored(), "bacd");
});
