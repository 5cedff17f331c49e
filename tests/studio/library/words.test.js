import assert from "node:assert/strict";
import { test } from "node:test";

import { listOf, named } from "../../../static/library/query.js";
import { ancestors, linesOf, movedTo, nameOf, parentOf } from "../../../static/library/tree.js";
import * as words from "../../../static/library/words.js";

const { factsOf, isBusy, kindWords, lengthWords, loudnessWords, rateWords, sizeWords, stateOf, useWords } = words;

const CLIP = {
  kind: "video", state: "ready", sound: true, width: 1920, height: 1080, duration_s: 12.04, rate: "30000/1001",
  container: "mp4", video_codec: "h264", profile: "High", pixel_format: "yuv420p", audio_codec: "aac", channels: 2,
  sample_rate: 48000, bit_rate: 6_210_000, bytes: 9_300_000, loudness_lufs: -23.04, true_peak_db: -3.2, job: null,
}; // prettier-ignore

test("a clip's facts are said as people say them", () => {
  assert.deepEqual(Object.fromEntries(factsOf(CLIP)), {
    Length: "00:12.0",
    Picture: "1920 × 1080, 29.97 fps",
    Video: "H.264, High, yuv420p",
    Sound: "AAC, stereo, 48 kHz",
    Loudness: "−23.0 LUFS, peak −3.2 dBTP",
    Container: "MP4, 6.2 Mbit/s",
    Size: "9.3 MB",
  });
});

test("what is not known is left out", () => {
  const blank = {
    profile: "",
    pixel_format: "",
    video_codec: "",
    audio_codec: "",
    rate: "",
    channels: null,
    sample_rate: null,
  };
  const still = { ...CLIP, ...blank, kind: "image", sound: false, duration_s: null, bit_rate: null, container: "png" };
  assert.deepEqual(
    factsOf(still).map(([label]) => label),
    ["Picture", "Container", "Size"],
  );
  assert.deepEqual(Object.fromEntries(factsOf({ ...CLIP, sound: false, audio_codec: "" })).Sound, "none");
});

test("subtitles have a length and a format, and are not called silent", () => {
  const file = { ...CLIP, kind: "subtitles", container: "srt", sound: false, bit_rate: null, width: null, rate: "" };
  const bare = {
    ...file,
    profile: "",
    pixel_format: "",
    video_codec: "",
    audio_codec: "",
    channels: null,
    sample_rate: null,
  };
  const facts = Object.fromEntries(factsOf(bare));
  assert.deepEqual([Object.keys(facts), facts.Container], [["Length", "Container", "Size"], "SubRip"]);
  assert.equal(kindWords("subtitles"), "Subtitles");
});

test("rates, lengths and sizes", () => {
  assert.deepEqual(["25", "24000/1001", "60000/1001"].map(rateWords), ["25 fps", "23.976 fps", "59.94 fps"]);
  assert.deepEqual(["", "1/0"].map(rateWords), ["", ""]);
  assert.deepEqual([9.44, 754.99, 3754.2, null].map(lengthWords), ["00:09.4", "12:34.9", "01:02:34", ""]);
  assert.deepEqual([0, 50, 20_500, 9_300_000, 2e9].map(sizeWords), [
    "0.0 kB",
    "0.1 kB",
    "20.5 kB",
    "9.3 MB",
    "2.00 GB",
  ]);
});

test("a loudness that is not there says why", () => {
  const none = { ...CLIP, loudness_lufs: null, true_peak_db: null };
  const job = (state, progress = 0) => ({ kind: "measure", state, progress });
  assert.equal(loudnessWords({ ...none, job: job("running", 0.42) }), "being measured, 42 %");
  assert.equal(loudnessWords({ ...none, job: job("failed") }), "not known");
  assert.equal(loudnessWords({ ...none, job: job("done") }), "silent, or under 3 s");
  assert.equal(loudnessWords({ ...none, sound: false }), "");
});

test("a file that is as it should be needs no words", () => {
  assert.equal(stateOf(CLIP), null);
  assert.equal(stateOf({ ...CLIP, state: "refused" }).text, "Cannot be used");
  assert.ok(isBusy({ ...CLIP, state: "probing" }) && isBusy({ ...CLIP, job: { kind: "measure", state: "queued" } }));
  assert.ok(!isBusy({ ...CLIP, job: { kind: "measure", state: "failed" } }));
});

test("where a file is used is said, and nothing of others' shows", () => {
  assert.equal(useWords({ place: "source", show: "s", show_name: "News", name: "Lake" }), "the source Lake of News");
  assert.equal(useWords({ place: "start", show: "s", show_name: "News", name: "" }), "the start of News");
  assert.equal(useWords({ place: "overlay", show: null, show_name: "", name: "" }), "a show of others");
});

// -- folders ---------------------------------------------------------------------------------------

const FOLDERS = [
  { path: "", files: 2 },
  { path: "Films/2026", files: 3 },
  { path: "Films/2025", files: 1 },
  { path: "Films 10", files: 1 },
  { path: "Films 9", files: 1 },
];

test("folders without files of their own are there for those in them", () => {
  const lines = linesOf(FOLDERS, new Set(["Films"]));
  assert.deepEqual(
    lines.map(({ path, depth, files, all }) => [path, depth, files, all]),
    [["", 0, 2, 8], ["Films", 1, 0, 4], ["Films/2025", 2, 1, 1], ["Films/2026", 2, 3, 3], ["Films 9", 1, 1, 1],
     ["Films 10", 1, 1, 1]],
  ); // prettier-ignore
  assert.ok(lines[1].hasFolders && !lines[2].hasFolders);
});

test("what lies in a closed folder is not shown, and a new folder is before anything lies in it", () => {
  const paths = (open, extra) => linesOf(FOLDERS, new Set(open), extra).map(({ path }) => path);
  assert.ok(!paths([]).includes("Films/2025"));
  assert.ok(paths(["Films", "Films/New"], ["Films/New/Deep"]).includes("Films/New/Deep"));
});

test("a folder is moved into another, not into itself", () => {
  assert.equal(movedTo("Films/2026", "Old"), "Old/2026");
  assert.equal(movedTo("Films/2026", ""), "2026");
  for (const into of ["Films/2026", "Films/2026/Deep", "Films"]) assert.equal(movedTo("Films/2026", into), null);
  assert.equal(movedTo("Films", "Films 9"), "Films 9/Films");
});

test("parts of paths", () => {
  assert.deepEqual([nameOf("a/b/c"), parentOf("a/b/c"), nameOf("a"), parentOf("a")], ["c", "a/b", "a", ""]);
  assert.deepEqual(ancestors("a/b/c"), ["a", "a/b"]);
});

// -- what is looked at -----------------------------------------------------------------------------

test("words are looked for below the folder too, and everything is asked for without a folder", () => {
  const asked = (values) =>
    Object.fromEntries(
      new URLSearchParams(listOf({ place: { folder: null }, search: "", kind: "", order: "newest", ...values })),
    );
  assert.deepEqual(asked({}), { limit: "60", offset: "0" });
  assert.deepEqual(asked({ place: { folder: "" } }).folder, "");
  assert.equal(asked({ place: { folder: "In" } }).below, undefined);
  const found = asked({ place: { folder: "In" }, search: " a b ", kind: "audio", order: "name" });
  assert.deepEqual([found.below, found.search, found.kind, found.order], ["true", "a b", "audio", "name"]);
});

test("recordings are asked for by their show and found by words of name and show", () => {
  const asked = listOf({ place: { recordings: true, show: "shw_1" }, search: "x", kind: "", order: "name" });
  assert.equal(asked, "?limit=60&offset=0&show=shw_1");
  const rows = [{ name: "Première", show_name: "Evening" }, { name: "20261121" }];
  assert.equal(named(rows, "PREM even").length, 1);
  assert.equal(named(rows, "").length, 2);
});

test("a document says how far it is laid out, and that it waits for it", () => {
  const of = (job) => stateOf({ state: "probing", job: { kind: "convert", error: "", ...job } }).text;
  assert.equal(of({ state: "running", progress: 0.4 }), "Being laid out, 40 %");
  assert.equal(of({ state: "queued", progress: 0 }), "Waits to be laid out");
});
