import assert from "node:assert/strict";
import { test } from "node:test";

import { FIRST_PIECE, inWords, nextPiece, passes, waitMs } from "../../../static/library/uploads/pace.js";
import { AT_ONCE, chosen, isBusy, itemOf, leftOver, toStart, totals } from "../../../static/library/uploads/queue.js";
import { sendFile } from "../../../static/library/uploads/sender.js";

const MOST = 16 << 20;
const fileOf = (size, name = "a.mp4", lastModified = 7) => ({
  name,
  size,
  lastModified,
  slice: (start, end) => ({ size: end - start, start }),
});

class Refusal extends Error {
  constructor(status) {
    super(`refused with ${status}.`);
    this.status = status;
  }
}

/** A server that has `offset` bytes; `troubles` are thrown, one for each piece that is sent, until they are used up. */
function aServer({ offset = 0, bytes, troubles = [], lands = () => true }) {
  const server = {
    offset,
    sent: [],
    begun: 0,
    asset: () => (server.offset === bytes ? "ast_1" : null),
    told: (id) => ({ id, offset: server.offset, piece_bytes: MOST, asset: server.asset() }),
    begin: async () => server.told(`upl_${(server.begun += 1)}`),
    look: async (id) => server.told(id),
    send: async (id, at, piece, follow) => {
      server.sent.push([at, piece.size]);
      const trouble = troubles.shift();
      if (!trouble || lands(trouble)) server.offset = at === server.offset ? at + piece.size : server.offset;
      if (trouble) throw trouble;
      follow(piece.size);
      return server.offset;
    },
  };
  return server;
}

function send(bytes, server, { id = null, waits = [], follow = () => {}, signal = { aborted: false } } = {}) {
  const item = { ...itemOf(fileOf(bytes), "", "k"), id };
  let ms = 0;
  return sendFile(item, { server, follow, signal, wait: async (long) => void waits.push(long), now: () => (ms += 10) });
}

test("a file is sent from its beginning to its end, in pieces that grow on a fast line", async () => {
  const bytes = 20 << 20;
  const server = aServer({ bytes });
  assert.equal(await send(bytes, server), "ast_1");
  assert.deepEqual(
    server.sent.map(([, size]) => size >> 20),
    [1, 2, 4, 8, 5],
  );
  assert.equal(server.sent[0][0], 0);
});

test("what was begun goes on where the server says", async () => {
  const server = aServer({ bytes: 1000, offset: 400 });
  await send(1000, server, { id: "upl_9" });
  assert.deepEqual(server.sent, [[400, 600]]);
  assert.equal(server.begun, 0);
});

test("a piece whose answer was lost is not sent twice", async () => {
  const server = aServer({ bytes: 1000, troubles: [new Refusal(0)], lands: () => true });
  const waits = [];
  assert.equal(await send(1000, server, { waits }), "ast_1");
  assert.equal(server.sent.length, 1);
  assert.deepEqual(waits, [1000]);
});

test("a line that is down is waited for, longer each time, and then from the beginning of that", async () => {
  const troubles = [0, 503, 0].map((status) => new Refusal(status));
  const server = aServer({ bytes: FIRST_PIECE + 5, troubles, lands: () => false });
  const waits = [];
  assert.equal(await send(FIRST_PIECE + 5, server, { waits }), "ast_1");
  assert.deepEqual(waits, [1000, 2000, 4000]);
});

test("an offset that is not the server's is put right", async () => {
  const server = aServer({ bytes: 1000 });
  const look = server.begin;
  server.begin = async () => ({ ...(await look()), offset: 300 });
  assert.equal(await send(1000, server), "ast_1");
  assert.deepEqual(
    server.sent.map(([at]) => at),
    [300, 0],
  );
});

test("what has arrived whole without becoming an asset is asked to, by a piece of nothing", async () => {
  const server = aServer({ bytes: 1000, offset: 1000 });
  let asked = 0;
  server.asset = () => (server.sent.length ? "ast_1" : (asked++, null));
  assert.equal(await send(1000, server, { id: "upl_1" }), "ast_1");
  assert.deepEqual(server.sent, [[1000, 0]]);
  assert.ok(asked);
});

test("what the server has thrown away meanwhile is begun anew", async () => {
  const server = aServer({ bytes: 1000 });
  server.look = async (id) => {
    if (id === "upl_old") throw new Refusal(404);
    return server.told(id);
  };
  assert.equal(await send(1000, server, { id: "upl_old" }), "ast_1");
  assert.equal(server.begun, 1);
});

test("a refusal that stays is not asked for again", async () => {
  for (const status of [400, 403, 413, 415, 507]) {
    const server = aServer({ bytes: 1000, troubles: [new Refusal(status)], lands: () => false });
    await assert.rejects(send(1000, server), { status });
    assert.equal(server.sent.length, 1);
  }
});

test("a pause ends it, whatever it was waiting for", async () => {
  const signal = { aborted: false };
  const server = aServer({ bytes: 1000, troubles: [new Refusal(0)], lands: () => false });
  const follow = ({ text }) => (signal.aborted = Boolean(text));
  const item = { ...itemOf(fileOf(1000), "", "k") };
  const wait = async () => {
    throw new DOMException("paused", "AbortError");
  };
  await assert.rejects(sendFile(item, { server, follow, signal, wait, now: () => 0 }), { name: "AbortError" });
});

test("how far it is never goes beyond the file and is told as it goes", async () => {
  const heard = [];
  const bytes = 5 << 20;
  await send(bytes, aServer({ bytes }), { follow: ({ sent }) => sent !== undefined && heard.push(sent) });
  assert.deepEqual(
    heard,
    [...heard].sort((a, b) => a - b),
  );
  assert.equal(heard.at(-1), bytes);
});

test("pieces grow to what the server takes, and shrink on a slow line", () => {
  assert.equal(nextPiece(MOST, 10, MOST), MOST);
  assert.equal(nextPiece(1 << 20, 10, MOST), 2 << 20);
  assert.equal(nextPiece(4 << 20, 4000, MOST), 4 << 20);
  assert.equal(nextPiece(4 << 20, 20_000, MOST), 2 << 20);
  assert.equal(nextPiece(256 << 10, 60_000, MOST), 256 << 10);
});

test("waiting grows to half a minute, and to what the server asks for", () => {
  const waits = [1, 2, 3, 6, 50].map((failures) => waitMs(failures));
  assert.deepEqual(waits, [1000, 2000, 4000, 30_000, 30_000]);
  assert.equal(waitMs(1, 60), 60_000);
});

test("a problem says what to do about it", () => {
  assert.ok(passes({ status: 0 }) && passes({ status: 503 }) && passes({ status: 429 }));
  assert.ok(!passes({ status: 507 }) && !passes({ status: 415 }));
  assert.match(inWords({ status: 507, message: "The disk is full." }), /^The disk is full\. Make room/);
  assert.equal(inWords({ status: 400, message: "No." }), "No.");
});

// -- the list --------------------------------------------------------------------------------------

test("only so many files are sent at once, in their order", () => {
  const queue = ["a", "b", "c", "d"].map((key) => itemOf(fileOf(10, key), "", key));
  assert.deepEqual(
    toStart(queue).map(({ key }) => key),
    ["a", "b"],
  );
  queue[0].state = "sending";
  assert.equal(toStart(queue).length, AT_ONCE - 1);
  queue[1].state = "paused";
  assert.equal(toStart(queue)[0].key, "c");
});

test("after a reload what the server knows needs its file again, and gets it when that is chosen", () => {
  const uploads = [{ id: "upl_1", name: "a.mp4", bytes: 10, folder: "In", modified_ms: 7, offset: 4 }];
  const [left] = leftOver(uploads, []);
  assert.deepEqual([left.state, left.sent, left.folder, left.file], ["needs_file", 4, "In", null]);
  assert.deepEqual(leftOver(uploads, [left]), []);
  const [goesOn] = chosen([left], [itemOf(fileOf(10), "elsewhere", "new")]);
  assert.deepEqual([goesOn.id, goesOn.state, goesOn.folder], ["upl_1", "waiting", "In"]);
});

test("another file of the same name is another upload", () => {
  const [left] = leftOver([{ id: "upl_1", name: "a.mp4", bytes: 10, folder: "", modified_ms: 7, offset: 4 }], []);
  for (const file of [fileOf(11), fileOf(10, "b.mp4"), fileOf(10, "a.mp4", 8)])
    assert.equal(chosen([left], [itemOf(file, "", "new")]).length, 2);
});

test("how far all of it is counts what is finished and leaves out what failed", () => {
  const queue = [
    { ...itemOf(fileOf(100), "", "a"), sent: 100, state: "done" },
    { ...itemOf(fileOf(300), "", "b"), sent: 100, state: "sending" },
    { ...itemOf(fileOf(999), "", "c"), sent: 9, state: "failed" },
  ];
  assert.deepEqual(totals(queue), { files: 3, left: 1, share: 0.5 });
  assert.ok(isBusy(queue) && !isBusy([queue[0], queue[2]]));
  assert.equal(totals([]).share, 0);
});
