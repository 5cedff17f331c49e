import assert from "node:assert/strict";
import { test } from "node:test";

import { Frames } from "../../static/console/link/frames.js";
import { Refused } from "../../static/console/link/link.js";
import { lineOf, markOf, PressMarks, SILENT_MS } from "../../static/console/link/press_marks.js";
import { Presses } from "../../static/console/link/presses.js";
import { EVERY } from "../../static/console/state/rights.js";

const show = { canvas: { rate: "30" }, scenes: [{ id: "a", name: "A", slots: {} }], sources: [], overlays: [] };

/** A hand on one button; `answer` is settled by the test, `pass(ms)` lets time go by. */
function hand({ locked = false } = {}) {
  const button = { dataset: {} };
  const waits = [];
  const lines = [];
  const said = [];
  const pass = (ms) => waits.splice(0).forEach(([work, due]) => (due <= ms ? work() : waits.push([work, due - ms])));
  const marks = new PressMarks({
    line: (one) => lines.push(lineOf(one)),
    at: () => button,
    later: (work, ms) => waits.push([work, ms]),
  });
  const frames = new Frames(() => 0);
  frames.saw(100, 30);
  const answer = {};
  const link = { command: () => new Promise((resolve, reject) => Object.assign(answer, { resolve, reject })) };
  const view = { value: { rights: EVERY, mode: "air", show, desk: { program: "a", preview: "a", frame: 1 } } };
  const notices = { say: (words) => said.push(words) };
  const presses = new Presses({ link, view, frames, notices, marks, locked: { value: locked }, now: () => 0 });
  return { presses, button, lines, said, answer, pass };
}

test("a press is seen as sent, then as done on its frame, then no more", async () => {
  const { presses, button, lines, answer, pass } = hand();
  const asked = presses.ask("cut");
  assert.equal(button.dataset.press, "sent");
  answer.resolve({ ok: true, frame: 108 });
  await asked;
  assert.equal(button.dataset.press, "done");
  assert.deepEqual(lines, ["Cut: sent", "Cut: on frame 108"]);
  pass(1000);
  assert.equal(button.dataset.press, undefined);
});

test("a press that came too late says so where it was pressed, and above", async () => {
  const { presses, button, lines, said, answer } = hand();
  const asked = presses.ask("ftb");
  answer.reject(new Refused("too_late", "frame 200"));
  await asked;
  assert.equal(button.dataset.press, "late");
  assert.equal(lines.at(-1), "Fade to black: too late, not done");
  assert.match(said[0], /^Too late/);
});

test("two seconds without an answer are said as not connected, once", async () => {
  const { presses, button, lines, said, answer, pass } = hand();
  const asked = presses.ask("cut");
  pass(SILENT_MS);
  assert.equal(button.dataset.press, "silent");
  assert.match(said[0], /^Not connected: .* will not happen later/);
  answer.reject(new Refused("no_answer", ""));
  await asked;
  assert.equal(said.length, 1, "what was said is not said again");
  assert.equal(lines.at(-1), "Cut: not connected");
});

test("an answer that comes after the silence is shown as what it is", async () => {
  const { presses, button, answer, pass } = hand();
  const asked = presses.ask("start_recording");
  pass(SILENT_MS);
  answer.resolve({ ok: true, frame: 300 });
  await asked;
  assert.equal(button.dataset.press, "done");
});

test("what the air lock refuses is marked at the button, and nothing is sent", async () => {
  const { presses, button, lines, said, answer } = hand({ locked: true });
  await presses.ask("ftb");
  assert.equal(answer.resolve, undefined);
  assert.equal(button.dataset.press, "refused");
  assert.match(said[0], /^The air lock is on/);
  assert.deepEqual(lines, ["Fade to black: refused"]);
});

test("the newest press has the line, and an older one keeps its own button", () => {
  const lines = [];
  const buttons = [{ dataset: {} }, { dataset: {} }];
  const marks = new PressMarks({ line: ({ words }) => lines.push(words), at: () => buttons[marks.count], later() {} });
  const first = marks.begin("cut", {});
  first.sent();
  marks.begin("ftb", {}).sent();
  first.end("done", 7);
  assert.deepEqual(lines, ["Cut", "Fade to black"]);
  assert.deepEqual(buttons.map(({ dataset }) => dataset.press).sort(), ["done", "sent"]);
});

test("every refusal is marked as what it is", () => {
  assert.equal(markOf({ code: "too_late" }), "late");
  for (const code of ["offline", "silent", "no_answer"]) assert.equal(markOf({ code }), "silent");
  for (const code of ["stale", "locked", "twice"]) assert.equal(markOf({ code }), "refused");
});
