import assert from "node:assert/strict";
import test from "node:test";

import { indexOf, rowsOf } from "../../static/watch_subtitles.js";

const tracks = [
  { lang: "en", name: "English" },
  { lang: "zh", name: "中文" },
];

test("a language is offered by its own name, and none is first", () => {
  assert.deepEqual(rowsOf(tracks), [
    ["", "Off"],
    ["en", "English"],
    ["zh", "中文"],
  ]);
  assert.deepEqual(rowsOf([{ lang: "tlh" }])[1], ["tlh", "tlh"]);
});

test("nothing shows until it is chosen, and a language that is gone shows nothing", () => {
  assert.equal(indexOf(tracks, ""), -1);
  assert.equal(indexOf(tracks, "zh"), 1);
  assert.equal(indexOf(tracks, "fr"), -1);
});
