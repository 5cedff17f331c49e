import assert from "node:assert/strict";
import { test } from "node:test";

import { moved, read, written } from "../../static/console/recordings/moments.js";
import { clipWords, inOrder, isBusy, recordingWords } from "../../static/console/recordings/words.js";

test("a moment is read back as it was written", () => {
  for (const seconds of [0, 0.04, 59.99, 63.4, 3723.4]) assert.equal(read(written(seconds)), seconds);
  assert.deepEqual([0, 63.4, 3723.4].map(written), ["0:00.00", "1:03.40", "1:02:03.40"]);
});

test("moments may be written with hours, minutes or neither, and nonsense is none", () => {
  assert.deepEqual(["12", "12,5", "1:2", "1:00:00", " 5.25 "].map(read), [12, 12.5, 62, 3600, 5.25]);
  assert.deepEqual(["", "x", "1:x", "1:2:3:4", "-3", "1.5:2"].map(read), [null, null, null, null, null, null]);
});

test("an end stays inside of the recording and pushes the other along", () => {
  const inside = { length: 10, picture: 0.04 };
  assert.deepEqual(moved({ start: 2, end: 5 }, "start", 3, inside), { start: 3, end: 5 });
  assert.deepEqual(moved({ start: 2, end: 5 }, "start", -1, inside), { start: 0, end: 5 });
  assert.deepEqual(moved({ start: 2, end: 5 }, "start", 7, inside), { start: 7, end: 7.04 });
  assert.deepEqual(moved({ start: 2, end: 5 }, "end", 99, inside), { start: 2, end: 10 });
  assert.deepEqual(moved({ start: 2, end: 5 }, "end", 1, inside), { start: 0.96, end: 1 });
});

test("what is being recorded stands first, then the newest", () => {
  const rows = [
    { id: "old", state: "finished", started_at: "2026-11-01T10:00:00Z" },
    { id: "runs", state: "recording", started_at: "2026-11-02T09:00:00Z" },
    { id: "new", state: "finished", started_at: "2026-11-02T10:00:00Z" },
  ];
  assert.deepEqual(
    inOrder(rows).map(({ id }) => id),
    ["runs", "new", "old"],
  );
});

test("a clip says how far it is, where it is, or why it is not", () => {
  assert.equal(clipWords({ state: "running", progress: 0.42 }), "42 %");
  assert.equal(clipWords({ state: "failed", error: "The recording is gone." }), "The recording is gone.");
  assert.equal(clipWords({ state: "done", progress: 1 }), "in the library");
  assert.match(recordingWords({ state: "recording", seconds: 65, bytes: 3e6 }), /^recording now, 00:01:05/);
});

test("the list is looked at again while something in it goes on", () => {
  assert.equal(isBusy([{ state: "finished", clips: [{ state: "done" }] }]), false);
  assert.equal(isBusy([{ state: "finished", clips: [{ state: "queued" }] }]), true);
  assert.equal(isBusy([{ state: "recording", clips: [] }]), true);
});
