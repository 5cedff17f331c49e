import assert from "node:assert/strict";
import { test } from "node:test";

import { AIMED_MS, PICTURE_MS, Seeks } from "../../static/console/link/seeks.js";
import { Store } from "../../static/console/state/store.js";
import { Hand } from "../../static/console/transport/hand.js";

const playback = { in_s: 0, out_s: 0, speed: 1, end: "hold", on_take: "play" };
const clip = { state: "paused", position_s: 20, frame: 900, ready: true, length_s: 60, ends_frame: null, playback };
const show = {
  canvas: { rate: "30" },
  scenes: [],
  sources: [
    { id: "opener", name: "Opener" },
    { id: "report", name: "Report" },
  ],
};

/** A desk with the opener on program and, where it is said, the report on preview. */
function desk({ preview = "black", transports = {} } = {}) {
  const now = { program: "opener", preview, frame: 1000, transports: { opener: clip, report: clip, ...transports } };
  const lamps = { program: new Set(["opener"]), preview: new Set([preview]) };
  return { desk: now, lamps, show, mode: "air" };
}

function hand(parts) {
  const [sent, said] = [[], []];
  const view = new Store(desk(parts));
  const made = new Hand({
    view,
    ask: async (verb, more) => sent.push({ verb, ...more }) && { frame: 1001 },
    frames: { present: () => 1000 },
    notices: { say: (words) => said.push(words) },
    airLock: new Store(false),
  });
  return { hand: made, sent, said, view };
}

test("the file on preview comes under the hand first, unless another is chosen until the buses change", () => {
  const { hand: made, view } = hand({ preview: "report" });
  assert.equal(made.at.source, "report");
  made.choose("opener");
  assert.deepEqual([made.at.source, made.at.bus], ["opener", "program"]);
  view.set(desk({ preview: "camera" }));
  view.set(desk({ preview: "report" }));
  assert.equal(made.at.source, "report");
});

test("what would make the picture on air jump is refused in sight until the bar is unlocked", () => {
  const { hand: made, sent, said } = hand();
  for (const action of [{ do: "cue" }, { do: "scrub", position_s: 3 }, { do: "nudge", way: 1 }]) made.act(action);
  made.act({ do: "mark", which: "in" });
  assert.deepEqual(sent, []);
  assert.equal(said.length, 4);
  assert.match(said[0], /^Opener is on air: hold “Unlock”/);
  made.unlock("opener");
  made.act({ do: "cue" });
  assert.deepEqual(sent, [{ verb: "cue", source: "opener" }]);
});

test("what is on air can be played and paused at once", () => {
  const { hand: made, sent } = hand();
  made.act({ do: "play" });
  assert.deepEqual(sent, [{ verb: "play", source: "opener" }]);
});

test("with the air lock on nothing reaches the file on air, and it cannot be unlocked", () => {
  const { hand: made, sent, said } = hand();
  made.unlock("opener");
  made.airLock.set(true);
  made.unlock("opener");
  for (const action of [{ do: "play" }, { do: "cue" }, { do: "set", playback: { speed: 2 } }]) made.act(action);
  assert.deepEqual(sent, []);
  assert.deepEqual([...new Set(said)], ["The air lock is on: nothing goes straight to air."]);
  made.airLock.set(false);
  assert.equal(made.at.locked, true);
});

test("the air lock leaves preview alone", () => {
  const { hand: made, sent } = hand({ preview: "report" });
  made.airLock.set(true);
  made.act({ do: "cue" });
  assert.deepEqual(sent, [{ verb: "cue", source: "report" }]);
});

test("marks are set where the file stands, and taken away", () => {
  const { hand: made, sent } = hand({ preview: "report" });
  made.act({ do: "mark", which: "in" });
  made.act({ do: "unmark", which: "out" });
  assert.deepEqual(sent, [
    { verb: "playback", source: "report", in_s: 20 },
    { verb: "playback", source: "report", out_s: 0 },
  ]);
});

test("an end on the first picture, and a place in what has no length yet, are refused in words", () => {
  const unknown = { ...clip, position_s: 0, length_s: null };
  const { hand: made, sent, said } = hand({ preview: "report", transports: { report: unknown } });
  made.act({ do: "mark", which: "out" });
  made.act({ do: "scrub", position_s: 3 });
  assert.deepEqual(sent, []);
  assert.deepEqual(said, [
    "It stands on the first picture: nothing would be left to play.",
    "How long it is is not known yet.",
  ]);
});

test("a menu that speaks of a file that has left does nothing to another", () => {
  const { hand: made, sent, said } = hand({ preview: "report" });
  made.act({ do: "set", playback: { speed: 2 } }, "opener");
  assert.deepEqual([sent, said], [[], ["That file is not under the hand any more."]]);
});

test("keys nudge from where the hand has put it, by a second or a frame", async () => {
  const { hand: made, sent } = hand({ preview: "report" });
  made.act({ do: "nudge", way: 1 });
  made.act({ do: "nudge", way: 1, fine: true });
  assert.equal(sent[0].position_s, 21);
  assert.ok(Math.abs(made.positionOf(made.at) - (21 + 1 / 30)) < 1e-9);
});

// -- scrubbing ------------------------------------------------------------------------------------

const OPENER = { source: "opener", bus: "preview" };

/** Seeks of a hand: the mixer answers when `answer()` is called, its picture comes with `picture()`. */
function scrubbing() {
  const [sent, answers, clock, reach] = [[], [], { ms: 0, later: [] }, { is: true }];
  const view = new Store(desk());
  const seeks = new Seeks({
    ask: (_verb, parts) => new Promise((resolve) => (sent.push(parts.position_s), answers.push(resolve))),
    view,
    reaches: () => reach.is,
    now: () => clock.ms,
    later: (done, ms) => clock.later.push({ done, at: clock.ms + ms }),
  });
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  const pass = async (ms) => {
    clock.ms += ms;
    for (const { done, at } of clock.later) if (at <= clock.ms) done();
    await settle();
  };
  const answer = async (frame) => (answers.shift()(frame === null ? null : { frame }), await settle());
  const tell = async (frame, ready) => {
    view.set({ desk: { frame, transports: { opener: { ...clip, ready } } } });
    await pass(0);
  };
  return { seeks, sent, answer, tell, pass, reach };
}

test("while one seek is under way the newest waits, and those between are forgotten", async () => {
  const { seeks, sent, answer, tell } = scrubbing();
  for (const position_s of [1, 2, 3, 4]) seeks.to(OPENER, position_s);
  assert.deepEqual(sent, [1]);
  await answer(1010);
  await tell(1010, false);
  assert.deepEqual(sent, [1]);
  await tell(1014, true);
  assert.deepEqual(sent, [1, 4]);
});

test("a picture that is there before its answer lets the next seek go", async () => {
  const { seeks, sent, answer, tell } = scrubbing();
  for (const position_s of [1, 2]) seeks.to(OPENER, position_s);
  await tell(1010, true);
  await answer(1010);
  assert.deepEqual(sent, [1, 2]);
});

test("a file that is slow to show its picture does not hold the hand up", async () => {
  const { seeks, sent, answer, pass } = scrubbing();
  seeks.to(OPENER, 1);
  seeks.to(OPENER, 2);
  await answer(1010);
  await pass(PICTURE_MS);
  assert.deepEqual(sent, [1, 2]);
});

test("the bar stands where the hand has put it until the desk says so, or the hand was refused", async () => {
  const { seeks, answer, tell, pass } = scrubbing();
  seeks.to(OPENER, 5);
  assert.deepEqual([seeks.aimOf("opener"), seeks.aimOf("report")], [5, null]);
  await answer(1010);
  assert.equal(seeks.aimOf("opener"), 5);
  await tell(1010, true);
  assert.equal(seeks.aimOf("opener"), null);
  seeks.to(OPENER, 6);
  await answer(null);
  assert.equal(seeks.aimOf("opener"), null);
  seeks.to(OPENER, 7);
  await pass(AIMED_MS + 1);
  assert.equal(seeks.aimOf("opener"), null);
});

test("a hand that lets go asks for where it ended at once, before what is pressed next", async () => {
  const { seeks, sent, answer } = scrubbing();
  for (const position_s of [1, 2, 5]) seeks.to(OPENER, position_s);
  seeks.letGo();
  await answer(1010);
  assert.deepEqual(sent, [1, 5]);
});

test("where the hand wanted to go is dropped when its file went to another bus meanwhile", async () => {
  const { seeks, sent, answer, reach, pass } = scrubbing();
  for (const position_s of [1, 5]) seeks.to(OPENER, position_s);
  reach.is = false;
  await answer(1010);
  await pass(PICTURE_MS);
  assert.deepEqual(sent, [1]);
  assert.equal(seeks.aimOf("opener"), null);
});

test("a hand reaches what it has, on the bus where it has it, while that is not locked", () => {
  const { hand: made, view } = hand({ preview: "report" });
  assert.equal(made.reaches({ source: "report", bus: "preview" }), true);
  view.set(desk());
  assert.equal(made.reaches({ source: "report", bus: "preview" }), false);
  assert.equal(made.reaches({ source: "opener", bus: "program" }), false);
});
