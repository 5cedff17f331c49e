import assert from "node:assert/strict";
import { test } from "node:test";

import { ACK_EVERY, acks } from "../../static/console/link/acks.js";
import { Link, readTile, waitMs } from "../../static/console/link/link.js";

/** A link on a pretend socket; `later` keeps its work until the test does it. */
function linked() {
  const heard = { messages: [], tiles: [], connected: [] };
  const sockets = [];
  const jobs = [];
  const open = () => {
    const socket = {
      readyState: 1,
      sent: [],
      send: (text) => socket.sent.push(JSON.parse(text)),
      close: () => socket.onclose({ code: 1000 }),
    };
    sockets.push(socket);
    return socket;
  };
  const on = {
    message: (one) => heard.messages.push(one),
    tile: (one) => heard.tiles.push(one),
    connected: (up) => heard.connected.push(up),
  };
  const link = new Link("ws://studio.example/", on, { open, later: (work) => jobs.push(work), now: () => 0 });
  link.connect();
  const say = (value) => sockets.at(-1).onmessage({ data: JSON.stringify(value) });
  return { link, heard, sockets, jobs, say };
}

test("a command is answered with the frame it happened on", async () => {
  const { link, sockets, say } = linked();
  const answer = link.command("cut");
  const [{ id, verb, type }] = sockets[0].sent;
  assert.deepEqual([type, verb], ["command", "cut"]);
  say({ type: "answer", id, ok: true, frame: 77 });
  assert.equal((await answer).frame, 77);
});

test("a refusal is an error in the mixer's words", async () => {
  const { link, sockets, say } = linked();
  const answer = link.command("preview", { scene: "scn_gone" });
  say({
    type: "answer",
    id: sockets[0].sent[0].id,
    ok: false,
    code: "unknown_scene",
    error: "There is no scene scn_gone.",
  });
  await assert.rejects(answer, { code: "unknown_scene", message: "There is no scene scn_gone." });
});

test("without a connection nothing is queued", async () => {
  const { link, sockets } = linked();
  sockets[0].readyState = 3;
  await assert.rejects(link.command("cut"), { code: "offline" });
  assert.equal(sockets[0].sent.length, 0);
});

test("a connection that breaks fails what was asked, and is made anew", async () => {
  const { link, heard, sockets, jobs } = linked();
  const answer = link.command("cut");
  jobs.length = 0;
  sockets[0].readyState = 3;
  sockets[0].onclose({ code: 1006 });
  await assert.rejects(answer, { code: "offline" });
  assert.equal(heard.connected.at(-1), false);
  jobs.forEach((work) => work());
  assert.equal(sockets.length, 2);
});

test("who is signed out is told so, and not connected again", () => {
  const { sockets, jobs } = linked();
  jobs.length = 0;
  sockets[0].onclose({ code: 4401 });
  assert.equal(jobs.length, 0);
});

test("the page counts as connected once a snapshot has come", () => {
  const { heard, say } = linked();
  assert.deepEqual(heard.connected, []);
  say({ type: "snapshot", n: 1 });
  assert.deepEqual(heard.connected, [true]);
});

test("wishes are said again after a reconnect", () => {
  const { link, sockets } = linked();
  link.watch({ tiles: true, meters: true });
  link.resync();
  link.connect();
  sockets.at(-1).onopen();
  assert.deepEqual(sockets.at(-1).sent[1], { type: "watch", tiles: true, meters: true });
});

test("a new socket says first that it voids what the old one had not delivered", () => {
  const { link, sockets } = linked();
  sockets[0].onopen();
  link.resync();
  link.connect();
  sockets[1].onopen();
  const [{ seat }] = sockets[0].sent;
  assert.ok(seat.length >= 8);
  assert.deepEqual(
    sockets.map(({ sent }) => sent[0]),
    [
      { type: "seat", seat, turn: 1 },
      { type: "seat", seat, turn: 2 },
    ],
  );
});

test("waiting grows from a fifth of a second to two seconds", () => {
  assert.equal(waitMs(0, 0.5), 200);
  assert.equal(waitMs(10, 0.5), 2000);
});

test("a tile carries its source's id and a JPEG", () => {
  const bytes = Uint8Array.from([84, 5, ...Buffer.from("src_a"), 255, 216]);
  const { source, jpeg } = readTile(bytes.buffer);
  assert.equal(source, "src_a");
  assert.deepEqual([...jpeg], [255, 216]);
});

test("every sixteenth message is acknowledged", () => {
  const sent = [];
  const acknowledge = acks((text) => sent.push(JSON.parse(text)));
  for (let n = 0; n < 2 * ACK_EVERY + 3; n++) acknowledge();
  assert.deepEqual(sent, [
    { type: "ack", n: 16 },
    { type: "ack", n: 32 },
  ]);
});
