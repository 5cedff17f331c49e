import assert from "node:assert/strict";
import { test } from "node:test";

import { made, ofArchives, takeIn } from "../../static/console/archive.js";

const signal = new AbortController().signal;
const atOnce = async () => {};

test("an upload of an archive is whole when all of it is there", async () => {
  const asked = [];
  const server = ofArchives({
    look: async (id) => ({ id, bytes: 10, offset: asked.length ? 10 : 4, asset: null }),
    begin: async (item, key) => asked.push([item.archive, key]),
  });
  assert.equal((await server.look("upl_a")).asset, null);
  await server.begin({ name: "a.zip" }, "k");
  assert.deepEqual(asked, [[true, "k"]]);
  assert.equal((await server.look("upl_a")).asset, "upl_a");
});

test("a job is followed to its show", async () => {
  const states = [
    { id: "job_a", state: "running", progress: 0.5 },
    { id: "job_a", state: "done", progress: 1, show: "shw_a" },
  ];
  const told = [];
  const api = { get: async (path) => (assert.equal(path, "/job_a"), states.shift()) };
  const show = await made(
    api,
    { id: "job_a", state: "queued", progress: 0 },
    (one) => told.push(one.share),
    signal,
    atOnce,
  );
  assert.equal(show, "shw_a");
  assert.deepEqual(told, [0, 0.5]);
});

test("a job that fails says why", async () => {
  const job = { id: "job_a", state: "failed", error: "This is no archive of a show: it has no show.json." };
  await assert.rejects(
    made({}, job, () => {}, signal, atOnce),
    /no show\.json/,
  );
});

test("a file is sent, named, and what it became is the answer", async () => {
  const file = Object.assign(new Blob(["PK.."]), { name: "Gala.zip" });
  const upload = { id: "upl_a", bytes: 4, offset: 0, piece_bytes: 100, asset: null };
  const server = {
    begin: async () => upload,
    send: async (id, offset, piece) => offset + piece.size,
    look: async () => ({ ...upload, offset: 4 }),
  };
  const posted = [];
  const api = { post: async (path, body) => (posted.push(body), { id: "job_a", state: "done", show: "shw_a" }) };
  const show = await takeIn(file, { shows: "", uploads: "", csrf: "", follow: () => {}, server, api });
  assert.equal(show, "shw_a");
  assert.deepEqual(posted, [{ upload: "upl_a" }]);
});
