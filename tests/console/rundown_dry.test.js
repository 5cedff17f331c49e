import assert from "node:assert/strict";
import test from "node:test";

import { Store } from "../../static/console/state/store.js";
import { DryRun } from "../../static/rundown/editing/dry_run.js";
import { airingAt, minuteOf, movedTo, placeOf, reaches, timeOf } from "../../static/rundown/plain/dry.js";

const ZONE = "Europe/Berlin";
const at = (text) => Date.parse(`2026-11-28T${text}Z`);
const airing = (item, start, end, more = {}) => ({
  item,
  start: `2026-11-28T${start}Z`,
  end: end && `2026-11-28T${end}Z`,
  trouble: "",
  ...more,
});
const DAY = [
  airing("film", "20:00:00", "20:50:00"),
  airing("lost", "20:50:00", "20:50:00", { trouble: "did_not_air" }),
  airing("", "20:50:00", "21:00:00"),
  airing("news", "21:00:00", null),
];

test("what is on at a moment is what covers it, and what comes is the next item", () => {
  const items = (time) => Object.values(airingAt(DAY, at(time))).map((one) => one?.item ?? null);
  assert.deepEqual(items("19:59:59"), [null, "film"]);
  assert.deepEqual(items("20:00:00"), ["film", "news"]);
  assert.deepEqual(items("20:50:00"), ["", "news"]);
  assert.deepEqual(items("23:00:00"), ["news", null]);
});

test("a plan reaches as far as it was asked for, and where it was cut off as far as it goes", () => {
  const asked = { from_ms: at("20:00:00"), to_ms: at("23:00:00") };
  assert.equal(reaches({ occurrences: DAY }, asked, at("22:59:00")), true);
  assert.equal(reaches({ occurrences: DAY }, asked, at("23:00:00")), false);
  assert.equal(reaches({ occurrences: DAY }, asked, at("19:59:59")), false);
  assert.equal(reaches({ occurrences: DAY }, asked, at("22:59:00"), 4), false);
});

test("a day has as many minutes as its clocks say, and each is found again", () => {
  for (const [day, minutes] of [
    ["2026-10-25", 1500],
    ["2026-03-29", 1380],
    ["2026-11-28", 1440],
  ]) {
    const moment = minuteOf(day, 1300, ZONE);
    assert.deepEqual(placeOf(moment, ZONE), { day, minute: 1300, minutes });
  }
});

test("the clock keeps its time on another day, and its day at another time", () => {
  const [now, zone] = [at("20:14:00"), ZONE]; // 21:14 in Berlin
  assert.equal(movedTo(now, zone, { day: "2026-07-01" }), Date.parse("2026-07-01T19:14:00Z"));
  assert.equal(movedTo(now, zone, { time: "09:05:00" }), at("08:05:00"));
});

test("times are read as people type them", () => {
  assert.deepEqual(["21:14", "2114", "9:05:30", "24:00", "12:61", ""].map(timeOf), [
    "21:14:00",
    "21:14:00",
    "09:05:30",
    null,
    null,
    null,
  ]);
});

function begun({ playing = null } = {}) {
  const work = new Store({ saved: { id: "run", revision: 1 }, dry: null });
  const asked = [];
  const plan = async (run, parts) => (asked.push(parts), { occurrences: DAY });
  const dry = new DryRun({ work, server: { plan }, playing: () => playing });
  return { dry, asked, work, settled: () => new Promise((done) => setTimeout(done, 200)) };
}

test("it begins as the rundown runs, or where it does not as if it were started now", () => {
  for (const [playing, as] of [
    [{ now: {} }, "runs"],
    [null, "started"],
  ]) {
    const { dry, asked } = begun({ playing });
    dry.begin();
    assert.equal(dry.value.as, as);
    assert.equal(asked[0].at === undefined, as === "runs");
  }
});

test("within what is known the clock moves without asking, beyond it asks once where it rests", async () => {
  const { dry, asked, settled } = begun();
  dry.begin();
  await settled();
  const { from_ms } = dry.value;
  for (let minute = 0; minute < 50; minute += 1) dry.look({ at_ms: from_ms + minute * 60_000 });
  await settled();
  assert.equal(asked.length, 1);
  for (let day = 1; day < 5; day += 1) dry.look({ at_ms: from_ms + day * 86_400_000 });
  await settled();
  assert.equal(asked.length, 2);
  assert.equal(asked[1].from, new Date(from_ms + 4 * 86_400_000).toISOString());
});

test("an edit is seen in it, and who leaves it asks no more", async () => {
  const { dry, asked, work, settled } = begun();
  dry.begin();
  await settled();
  work.set({ ...work.value, saved: { id: "run", revision: 2 } });
  await settled();
  assert.equal(asked.length, 2);
  dry.leave();
  work.set({ ...work.value, saved: { id: "run", revision: 3 } });
  await settled();
  assert.deepEqual([asked.length, dry.value], [2, null]);
});
