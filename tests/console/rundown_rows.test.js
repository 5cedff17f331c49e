import assert from "node:assert/strict";
import test from "node:test";

import { draftsFrom, itemsFrom } from "../../static/rundown/plain/paste.js";
import { commandsFor, mayRun, shareOf, untilS, urgencyOf, whoHas } from "../../static/rundown/plain/playing.js";
import { besideWords } from "../../static/rundown/plain/kinds.js";
import { endOf, filtered, rowsOf } from "../../static/rundown/plain/rows.js";
import { gettext, interpolate, ngettext } from "../../static/i18n.js";

const ASSETS = new Map(
  [
    { id: "ast_1", name: "opener.mp4", kind: "video", duration_s: 12 },
    { id: "ast_2", name: "Song.flac", kind: "audio", duration_s: 200 },
  ].map((one) => [one.id, one]),
);
const SHOW = { sources: [{ id: "src_1", name: "Street" }], scenes: [{ id: "scn_1", name: "Wide" }] };
const KNOWN = { assets: ASSETS, show: SHOW, runs: [] };
const item = (id, more = {}) => ({
  id, name: "", note: "", content: { kind: "asset", asset: "ast_1", in_s: 0, out_s: 0 }, repeat: 1, duration_s: null,
  start: { mode: "follow" }, skip: false, ...more,
}); // prettier-ignore
const airs = (id, from, to) => ({
  item: id,
  start: `2026-11-22T20:${from}:00+01:00`,
  end: `2026-11-22T20:${to}:00+01:00`,
});
const NOW = Date.parse("2026-11-22T20:05:00+01:00");

test("a row knows what it is called, how long it lasts and when it begins", () => {
  const items = [item("a"), item("b", { content: { kind: "scene", scene: "scn_1" } }), item("c", { repeat: 3 })];
  const plan = { occurrences: [airs("a", "00", "01"), airs("b", "06", "09")], problems: [] };
  const rows = rowsOf(items, { plan, known: KNOWN, now_ms: NOW });
  assert.deepEqual(
    rows.map(({ name }) => name),
    ["opener.mp4", "Wide", "opener.mp4"],
  );
  assert.deepEqual(
    rows.map(({ length_s }) => length_s),
    [12, 180, 36],
  );
  assert.equal(rows[0].start, null); // it has aired, and is not planned again
  assert.equal(rows[1].start.start, "2026-11-22T20:06:00+01:00");
  assert.equal(endOf(rows), Date.parse("2026-11-22T20:09:00+01:00"));
});

test("a row says what follows it by time only where that is not the next row", () => {
  const plan = { occurrences: [airs("a", "06", "07"), airs("c", "07", "08"), airs("b", "08", "09")], problems: [] };
  const rows = rowsOf(
    ["a", "b", "c"].map((id) => item(id)),
    { plan, known: KNOWN, now_ms: NOW },
  );
  assert.deepEqual(
    rows.map(({ follows }) => follows),
    ["c", null, "b"],
  );
});

test("a row is followed by the break that comes by rule, and that by the row below", () => {
  const occurrences = [airs("a", "06", "07"), airs("breaks-x", "07", "08"), airs("breaks-y", "08", "09")];
  const plan = { occurrences: [...occurrences, airs("b", "09", "10"), airs("closing-1", "10", "11")], problems: [] };
  const rows = rowsOf([item("a"), item("b")], { plan, known: KNOWN, now_ms: NOW });
  assert.deepEqual(
    rows.map(({ follows }) => besideWords(follows)),
    ["Break", "Closing"],
  );
  assert.equal(rows[1].start.start, "2026-11-22T20:09:00+01:00");
  assert.equal(besideWords("a"), "");
});

test("what is nested airs as its break does: from the first spot's start to the last one's end", () => {
  const items = ["a", "b"].map((id) => item(id));
  const round = [airs("a-x", "06", "07"), airs("a-y", "07", "08"), airs("", "08", "09"), airs("b", "09", "10")];
  const spots = [...round, airs("a-x", "20", "21"), airs("a-y", "21", "22")];
  const rows = rowsOf(items, {
    plan: { occurrences: spots, problems: [] },
    known: KNOWN,
    now_ms: NOW,
    playing: { item: "a-y" },
  });
  assert.deepEqual(
    rows.map(({ length_s, follows }) => [length_s, follows]),
    [
      [120, null],
      [60, "a"],
    ],
  );
  assert.deepEqual(
    rows.map(({ onAir }) => onAir),
    [true, false],
  );
});

test("what will not air has no start", () => {
  const lost = { ...airs("a", "06", "06"), trouble: "did_not_air" };
  const [row] = rowsOf([item("a")], { plan: { occurrences: [lost], problems: [] }, known: KNOWN, now_ms: NOW });
  assert.equal(row.start, null);
});

test("in the last round what lies above the item on air is behind the playhead", () => {
  const items = ["a", "b", "c"].map((id) => item(id));
  const past = (last_round) =>
    rowsOf(items, { plan: null, known: KNOWN, playing: { item: "b" }, now_ms: NOW, last_round }).map((one) => one.past);
  assert.deepEqual(past(true), [true, false, false]);
  assert.deepEqual(past(false), [false, false, false]);
});

test("search and filters look at every row, drawn or not", () => {
  const items = [
    item("a", { note: "ask Ada" }),
    item("b", { start: { mode: "fixed", at: "" } }),
    item("c", { name: "Weather" }),
  ];
  const plan = { occurrences: [], problems: [{ kind: "gap", item: "c", text: "" }] };
  const rows = rowsOf(items, { plan, known: KNOWN, now_ms: NOW });
  const ids = (look) =>
    filtered(rows, look)
      .map(({ id }) => id)
      .join("");
  assert.equal(ids({ search: "ADA" }), "a");
  assert.equal(ids({ search: "opener" }), "abc");
  assert.equal(ids({ search: "weather opener" }), "c");
  assert.equal(ids({ only: "fixed" }), "b");
  assert.equal(ids({ only: "problems" }), "c");
  assert.equal(ids({ kind: "audio" }), "");
});

test("who has the programme is said for every state of a rundown", () => {
  const run = (state, has_programme) => whoHas({ name: "Night loop", state, has_programme }, true);
  assert.deepEqual([run("playing", true).who, run("playing", true).note], ["rundown", "Night loop plays by itself."]);
  assert.equal(run("held", true).who, "rundown");
  assert.equal(run("empty", true).who, "rundown");
  assert.equal(run("preempted", false).who, "director");
  assert.match(run("preempted", false).note, /Night loop goes on/);
  assert.equal(whoHas(null, true).who, "director");
  assert.equal(whoHas({ name: "x", state: "playing", has_programme: true }, false).who, "nobody");
});

test("time left is counted in frames, and is never negative", () => {
  assert.equal(untilS(330, 300, 30), 1);
  assert.equal(untilS(200, 300, 30), 0);
  assert.equal(untilS(null, 300, 30), null);
  assert.equal(shareOf({ start_frame: 100, end_frame: 200 }, 150, 25), 0.5);
  assert.equal(shareOf({ start_frame: 100, end_frame: null }, 150, 25), null);
  assert.deepEqual([null, 31, 12, 4].map(urgencyOf), ["calm", "calm", "soon", "now"]);
});

test("a producer runs a rundown only where the show says so and while it has the programme", () => {
  const producer = (producers_run, has_programme) =>
    mayRun({ rights: ["view", "edit"], show: { producers_run }, rundown: { has_programme } });
  assert.deepEqual([producer(true, true), producer(true, false), producer(false, true)], [true, false, false]);
  assert.ok(mayRun({ rights: ["view", "carry"], show: {}, rundown: null }));
  for (const right of ["sound", "caption", "operate"])
    assert.ok(!mayRun({ rights: ["view", right], show: { producers_run: true }, rundown: { has_programme: true } }));
});

test("only commands that make sense are offered", () => {
  assert.deepEqual(
    Object.entries(commandsFor(null)).filter(([, on]) => on),
    [["start", true]],
  );
  const playing = commandsFor({ state: "playing", has_programme: true, skipping: null });
  assert.ok(playing.stop && playing.skip && playing.hold && !playing.back && !playing.unskip);
  assert.ok(commandsFor({ state: "preempted", has_programme: false }).back);
  const withBreaks = { state: "playing", has_programme: true, breaks: true };
  assert.ok(commandsFor(withBreaks).break && !playing.break);
  assert.ok(!commandsFor({ ...withBreaks, has_programme: false }).break);
});

test("a spreadsheet with headings is read in any order of columns", () => {
  const text = 'Duration\tTitle\tStart\r\n1:30\tOpener\t20:00\r\n\t"Say ""hello"""\t\r\n';
  const { drafts, problems } = draftsFrom(text, "2026-11-22");
  assert.deepEqual(problems, []);
  assert.deepEqual(
    drafts.map(({ name, duration_s, start }) => [name, duration_s, start]),
    [
      ["Opener", 90, "2026-11-22T20:00:00"],
      ['Say "hello"', null, null],
    ],
  );
});

test("commas and semicolons separate too, and one name a line is enough", () => {
  const names = (text) => draftsFrom(text, "2026-11-22").drafts.map(({ name }) => name);
  assert.deepEqual(names("Opener,20:00,30\nWeather,,60"), ["Opener", "Weather"]);
  assert.deepEqual(names("Opener;20:00\nWeather;21:00"), ["Opener", "Weather"]);
  assert.deepEqual(names("opener.mp4\n\nSong.flac\n"), ["opener.mp4", "Song.flac"]);
});

test("what cannot be read is said with its line, and the rest is taken", () => {
  const { drafts, problems } = draftsFrom("Opener,25:00,30\nWeather,20:00,soon\n", "2026-11-22");
  assert.equal(drafts.length, 2);
  assert.deepEqual(
    problems.map(({ line }) => line),
    [1, 2],
  );
  assert.match(problems[0].text, /25:00.*Expected 20:00/);
});

test("names, file names without their ending and addresses are found in the library and the show", () => {
  const text = "OPENER\nhttps://media.example/a/Song.flac?x=1\nStreet\nNobody";
  const { items, problems } = itemsFrom(draftsFrom(text, "2026-11-22").drafts, { assets: ASSETS, show: SHOW });
  assert.deepEqual(
    items.map(({ content }) => content.asset ?? content.source),
    ["ast_1", "ast_2", "src_1"],
  );
  assert.deepEqual(
    problems.map(({ line }) => line),
    [4],
  );
});

test("texts go through the page's catalogue where there is one", () => {
  assert.equal(interpolate(ngettext("%(n)s item", "%(n)s items", 2), { n: 2 }), "2 items");
  globalThis.django = { gettext: (text) => `<${text}>`, ngettext: (one, many, n) => (n === 1 ? one : many) };
  assert.equal(gettext("Now"), "<Now>");
  delete globalThis.django;
  assert.equal(gettext("Now"), "Now");
});
