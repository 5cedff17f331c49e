import assert from "node:assert/strict";
import { test } from "node:test";

import { draftOf, withSlot } from "../../static/console/editor/draft.js";
import { Saving } from "../../static/console/editor/saving.js";
import { Problem } from "../../static/console/link/api.js";

const LAYOUT = { id: "lay_a", slots: [{ name: "main" }] };
const SCENE = {
  id: "scn_a",
  name: "A",
  layout: "lay_a",
  slots: { main: "src_a" },
  overlays: [],
  background: "#000000",
};

/** A store of one scene that counts revisions, and a saving whose hand rests when the test says so. */
function setUp() {
  const show = { revision: 1, scenes: [structuredClone(SCENE)], layouts: [structuredClone(LAYOUT)] };
  const asked = [];
  const [scene, layout] = [show.scenes[0], show.layouts[0]];
  const api = {
    asked,
    who: "Mara",
    gate: Promise.resolve(),
    get: async (path) => (path ? { undo: { who: api.who, changes: [{ kind: "scenes" }] } } : structuredClone(show)),
    post: async (path, body, { match }) => {
      await api.gate;
      asked.push({ path, match, ...body });
      if (match !== show.revision) throw new Problem(412, { title: "Stale" });
      if (!show.scenes.length) throw new Problem(404, {});
      if (body.slots) layout.slots = body.slots;
      for (const name of ["name", "background", "overlays"]) if (name in body) scene[name] = body[name];
      if (body.sources) scene.slots = body.sources;
      show.revision += 1;
      return structuredClone({ scene, layout, edit: { revision: show.revision } });
    },
  };
  const timers = [];
  const later = (work) => timers.push(work);
  const base = draftOf(SCENE, LAYOUT);
  const saving = new Saving({ api, scene: "scn_a", base, revision: 1, later, never: () => (timers.length = 0) });
  const rest = async () => {
    timers.pop()?.();
    await saving.flush();
  };
  return { api, show, saving, rest, state: () => saving.now.value.state };
}

const at = (saving, x) => withSlot(saving.draft, "main", { rect: { x, y: 0, w: 0.5, h: 0.5, anchor: "top-left" } });

test("an edit is seen at once and stored when the hand rests", async () => {
  const { api, show, saving, rest, state } = setUp();
  saving.edit({ ...saving.draft, name: "B" });
  assert.deepEqual([saving.draft.name, state(), api.asked.length], ["B", "waiting", 0]);
  await rest();
  assert.deepEqual([show.scenes[0].name, state(), api.asked[0].match], ["B", "saved", 1]);
});

test("what is stored in one drag says that it is one step", async () => {
  const { api, saving, rest } = setUp();
  saving.begin();
  saving.edit(at(saving, 0.1));
  await rest();
  saving.edit(at(saving, 0.2));
  await saving.end();
  saving.edit(at(saving, 0.3));
  await rest();
  assert.deepEqual(
    api.asked.map(({ joins }) => joins),
    [undefined, 2, undefined],
  );
});

test("what is edited while something is on its way goes out after it", async () => {
  const { api, show, saving } = setUp();
  let open;
  api.gate = new Promise((resolve) => (open = resolve));
  saving.edit({ ...saving.draft, name: "B" });
  const first = saving.flush();
  saving.edit({ ...saving.draft, name: "C" });
  const second = saving.flush();
  open();
  await Promise.all([first, second]);
  assert.deepEqual([show.scenes[0].name, api.asked.length, saving.draft.name], ["C", 2, "C"]);
});

test("an edit of another part in between does not ask anybody", async () => {
  const { api, show, saving, rest, state } = setUp();
  show.revision = 7;
  saving.edit({ ...saving.draft, name: "B" });
  await rest();
  assert.deepEqual([show.scenes[0].name, state()], ["B", "saved"]);
  assert.deepEqual(
    api.asked.map(({ match }) => match),
    [1, 7],
  );
});

async function conflicted() {
  const all = setUp();
  Object.assign(all.show, { revision: 5 });
  all.show.scenes[0].name = "Theirs";
  all.saving.edit({ ...all.saving.draft, name: "Mine" });
  await all.rest();
  return all;
}

test("a stale save writes nothing over and keeps both versions", async () => {
  const { show, saving, state } = await conflicted();
  const { conflict, draft } = saving.now.value;
  assert.deepEqual([state(), conflict.theirs.name, draft.name, conflict.who], ["conflict", "Theirs", "Mine", "Mara"]);
  assert.equal(show.scenes[0].name, "Theirs");
  saving.edit({ ...saving.draft, background: "#112233" });
  await saving.flush();
  assert.equal(state(), "conflict", "nothing goes out before somebody has chosen");
});

test("mine is put onto the newest, theirs is taken as it is", async () => {
  const mine = await conflicted();
  await mine.saving.keepMine();
  assert.deepEqual([mine.show.scenes[0].name, mine.state()], ["Mine", "saved"]);
  const theirs = await conflicted();
  theirs.saving.takeTheirs();
  assert.deepEqual([theirs.saving.draft.name, theirs.show.revision, theirs.state()], ["Theirs", 5, "saved"]);
});

test("what others store is taken over while nothing of ours waits", () => {
  const { show, saving } = setUp();
  const newer = { ...show, scenes: [{ ...SCENE, name: "Renamed" }] };
  saving.heard(newer, 2);
  assert.equal(saving.draft.name, "Renamed");
  saving.edit({ ...saving.draft, background: "#112233" });
  saving.heard({ ...show, scenes: [{ ...SCENE, name: "Again" }] }, 3);
  assert.equal(saving.draft.name, "Renamed");
  assert.equal(saving.now.value.revision, 2);
});

test("a scene that somebody deletes is gone, and a refusal is said", async () => {
  const { show, saving, state } = setUp();
  saving.heard({ ...show, scenes: [] }, 2);
  assert.equal(state(), "gone");
  const other = setUp();
  other.api.post = async () => {
    throw new Problem(400, { detail: "expected a colour" });
  };
  other.saving.edit({ ...other.saving.draft, background: "red" });
  await other.rest();
  assert.deepEqual([other.state(), other.saving.now.value.problem], ["failed", "expected a colour"]);
});
