import assert from "node:assert/strict";
import test from "node:test";

import { dayOf, fixedOn, laidOn, textAt, weekOf, withinDay } from "../../static/rundown/plain/days.js";
import { inLanes, joined } from "../../static/rundown/plain/lanes.js";
import {
  dayAfter,
  momentOf,
  mondayOf,
  secondsOf,
  typedText,
  wallOf,
  wallText,
} from "../../static/rundown/plain/moments.js";

const BERLIN = "Europe/Berlin";
const HOUR = 3_600_000;
const iso = (text, zone) => new Date(momentOf(text, zone)).toISOString().slice(0, 19);

test("moments are read on the wall of the rundown's zone, local times as they stand", () => {
  const wall = { day: "2026-10-25", time: "02:30:10", seconds: 9010 };
  assert.deepEqual(wallOf("2026-10-25T02:30:10.040+01:00", BERLIN), wall);
  assert.deepEqual(wallOf("2026-10-25T01:30:10.040Z", BERLIN), wall);
  assert.deepEqual(wallOf("2026-10-25T02:30:10", "Asia/Tokyo"), wall);
});

test("a local time that comes twice is the first of the two, one that never comes is the hour after", () => {
  assert.equal(iso("2026-10-25T02:30:00", BERLIN), "2026-10-25T00:30:00");
  assert.equal(iso("2026-03-29T02:30:00", BERLIN), "2026-03-29T01:30:00");
  assert.equal(wallText(momentOf("2026-03-29T02:30:00", BERLIN), BERLIN), "2026-03-29T03:30:00");
  assert.equal(iso("2026-07-01T20:00:00", BERLIN), "2026-07-01T18:00:00");
});

test("days change their length with the clocks: 23, 25 and 24½ hours", () => {
  const hours = ({ from_ms, to_ms }) => (to_ms - from_ms) / HOUR;
  assert.equal(hours(dayOf("2026-03-29", BERLIN)), 23);
  assert.equal(hours(dayOf("2026-10-25", BERLIN)), 25);
  assert.equal(hours(dayOf("2026-04-05", "Australia/Lord_Howe")), 24.5);
  assert.deepEqual(weekOf("2026-11-23", BERLIN).map(hours), [24, 24, 24, 24, 24, 24, 24]);
});

test("the hour that comes twice has two lines, the one that is left out has none", () => {
  const times = (day) => dayOf(day, BERLIN).ticks.map(({ time }) => time);
  assert.equal(times("2026-10-25").filter((time) => time === "02:00").length, 2);
  assert.ok(!times("2026-03-29").includes("02:00"));
});

test("what lasts over midnight stands in both days, cut at midnight", () => {
  const film = { item: "a", start: "2026-11-22T23:30:00+01:00", end: "2026-11-23T01:00:00+01:00" };
  const lasting = (day) => withinDay([film], dayOf(day, BERLIN)).map(({ from, to }) => (to - from) / HOUR);
  assert.deepEqual([lasting("2026-11-22"), lasting("2026-11-23"), lasting("2026-11-24")], [[0.5], [1], []]);
});

test("what is cut by the next is shown as long as it wanted to be", () => {
  const cut = { item: "a", start: "2026-11-22T20:00:00+01:00", end: "2026-11-22T20:30:00+01:00", over_s: 900 };
  const [{ to, ends }] = withinDay([cut], dayOf("2026-11-22", BERLIN));
  assert.equal(to - ends, 900_000);
});

test("a hand lets go on five minutes of the wall, never over midnight", () => {
  const at = momentOf("2026-10-25T14:07:20", BERLIN);
  assert.equal(textAt(at, BERLIN), "2026-10-25T14:05:00");
  assert.equal(textAt(momentOf("2026-10-25T23:59:50", BERLIN), BERLIN), "2026-10-25T23:55:00");
});

test("weeks begin on Monday, and days are counted as dates", () => {
  assert.deepEqual(["2026-11-22", "2026-11-23"].map(mondayOf), ["2026-11-16", "2026-11-23"]);
  assert.equal(dayAfter("2028-02-28"), "2028-02-29");
});

test("what overlaps stands in lanes, what does not has the whole width", () => {
  const spans = [
    { from: 0, to: 10 },
    { from: 5, to: 12 },
    { from: 10, to: 20 },
    { from: 30, to: 40 },
  ];
  assert.deepEqual(
    inLanes(spans).map(({ lane, lanes }) => [lane, lanes]),
    [
      [0, 2],
      [1, 2],
      [0, 2],
      [0, 1],
    ],
  );
});

test("short pieces in a row are drawn as one, a fixed one never", () => {
  const spans = [0, 1, 2, 3].map((from) => ({ from, to: from + 1, fixed: from === 2 }));
  const made = joined([...spans, { from: 4, to: 30 }], 5, ({ fixed }) => fixed);
  assert.deepEqual(
    made.map(({ from, to, count }) => [from, to, count]),
    [
      [0, 2, 2],
      [2, 3, 1],
      [3, 4, 1],
      [4, 30, 1],
    ],
  );
});

test("a day's own times make a template, and lie on another day by the same wall clock", () => {
  const items = [
    { id: "a", name: "News", start: { mode: "fixed", at: "2026-11-22T20:00:00", rule: null } },
    { id: "b", start: { mode: "follow" } },
    { id: "c", start: { mode: "fixed", at: "2026-11-22T21:00:00", rule: { rrule: "FREQ=DAILY" } } },
  ];
  const template = fixedOn(items, "2026-11-22");
  assert.deepEqual(
    template.map(({ id }) => id),
    ["a"],
  );
  const [laid] = laidOn(template, "2026-12-01");
  assert.deepEqual([laid.start.at, "id" in laid, laid.name], ["2026-12-01T20:00:00", false, "News"]);
  assert.deepEqual(laidOn(items.slice(1), "2026-12-01"), []);
});

test("lengths are typed as people write them", () => {
  assert.deepEqual(["90", "1:30", "0:01:30", "1:30,5", "soon", ""].map(secondsOf), [90, 90, 90, 90.5, null, null]);
  assert.deepEqual([0, 90, 3723, 12.04, null].map(typedText), ["0:00", "1:30", "1:02:03", "0:12.04", ""]);
});
