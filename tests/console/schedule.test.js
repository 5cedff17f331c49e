import assert from "node:assert/strict";
import test from "node:test";

import {
  bodyOf,
  doWords,
  fresh,
  questionOf,
  soonest,
  soonWords,
  spansOf,
  whenWords,
  withinDay,
} from "../../static/rundown/schedule/words.js";

const NOW = Date.parse("2026-11-22T18:00:00Z");
const MIN = 60_000;
const at = (minutes, more = {}) => {
  const utc = new Date(NOW + minutes * MIN).toISOString();
  const local = new Date(NOW + (minutes + 60) * MIN).toISOString().slice(0, 19); // an hour east
  return { utc, local, ...more };
};
const entry = (what, minutes, more = {}) => ({ do: what, enabled: true, next: minutes.map((one) => at(one)), ...more });
const RULE = { rrule: "FREQ=WEEKLY;BYDAY=TH,MO", start: "2026-11-23T20:00:00", except: [] };

test("an entry says what it does and when it comes", () => {
  const runs = [{ id: "run_a", name: "Night loop" }];
  assert.equal(doWords({ do: "start", rundown: "run_a" }, runs), "Start with “Night loop”");
  assert.equal(doWords({ do: "start", rundown: "run_gone" }, null), "Start with “run_gone”");
  assert.equal(doWords({ do: "start", rundown: "" }, runs), "Start");
  assert.equal(doWords({ do: "stop", closing: true }, runs), "Stop, after the closing film");
  assert.equal(whenWords({ at: "2026-11-22T20:00:00", rule: null }), "Sun, 22 Nov 2026, 20:00");
  assert.equal(whenWords({ at: "", rule: RULE }), "Mon, Thu, 20:00");
  assert.equal(whenWords({ at: "", rule: { ...RULE, rrule: "FREQ=DAILY" } }), "Every day, 20:00");
  assert.equal(whenWords({ at: "", rule: { ...RULE, rrule: "FREQ=MONTHLY;BYMONTHDAY=1" } }), "By a rule, 20:00");
});

test("what comes is said the nearer the more exactly, on the clock of its entry", () => {
  assert.equal(soonWords(at(12.5, { do: "stop" }), NOW), "Stops at 19:12 (in 12 min)");
  assert.equal(soonWords(at(0.5, { do: "start" }), NOW), "Starts at 19:00 (in less than a minute)");
  assert.equal(soonWords(at(180, { do: "standby" }), NOW), "Goes to standby at 22:00");
  assert.equal(soonWords(at(26 * 60, { do: "start" }), NOW), "Starts Mon 21:00");
  assert.equal(soonWords(at(8 * 24 * 60, { do: "start" }), NOW), "");
  assert.equal(soonWords(null, NOW), "");
});

test("the first of all entries comes next, but for those that are not enabled or over", () => {
  const entries = [entry("stop", [90]), entry("start", [-5, 60]), entry("standby", [10], { enabled: false })];
  assert.equal(soonest(entries, NOW).do, "start");
  assert.equal(soonest([], NOW), null);
});

test("a director is asked while a hand has the programme: of what waits, and a minute ahead", () => {
  const waiting = at(-5, { do: "start", occurrence: "sch_a@1" });
  const asked = questionOf({ hand: "ada", waiting, next: [] }, NOW);
  assert.equal(asked.occurrence, "sch_a@1");
  assert.match(asked.text, /The start of 18:55 waits: ada has the programme/);
  assert.equal(questionOf({ hand: "", waiting: null, next: [at(0.5, { do: "start" })] }, NOW), null);
  assert.equal(questionOf({ hand: "ada", waiting: null, next: [at(2, { do: "stop" })] }, NOW), null);
  const near = { hand: "ada", waiting: null, next: [at(0.5, { do: "stop", occurrence: "sch_b@1" })] };
  assert.match(questionOf(near, NOW).text, /it will go on/);
  assert.equal(questionOf({ ...near, agreed: "sch_b@1" }, NOW), null);
  assert.equal(questionOf(null, NOW), null);
});

test("a show is on air from a start to the stop behind it", () => {
  const ms = (minutes) => NOW + minutes * MIN;
  const spans = spansOf([entry("start", [10, 200]), entry("stop", [70, 100]), entry("standby", [30])]);
  assert.deepEqual(spans, [
    { from_ms: ms(10), to_ms: ms(70) },
    { from_ms: ms(200), to_ms: Infinity },
  ]);
  assert.deepEqual(spansOf([entry("stop", [10]), entry("start", [10])]), [{ from_ms: ms(10), to_ms: Infinity }]);
  assert.deepEqual(spansOf([entry("start", [10], { enabled: false })]), []);
});

test("of a span a day has what lies in it", () => {
  const spans = [{ from_ms: 10, to_ms: 30 }];
  assert.deepEqual(withinDay(spans, { from_ms: 20, to_ms: 40 }), [{ from_ms: 20, to_ms: 30 }]);
  assert.deepEqual(withinDay(spans, { from_ms: 30, to_ms: 40 }), []);
});

test("only what belongs to what an entry does is sent", () => {
  const draft = { ...fresh("UTC", "run_a", "2026-11-22T20:00:00"), id: "sch_a", next: [] };
  assert.equal(bodyOf(draft).rundown, "run_a");
  const stop = bodyOf({ ...draft, do: "stop", closing: true });
  assert.deepEqual([stop.rundown, stop.closing], ["", true]);
  assert.equal(bodyOf({ ...draft, closing: true }).closing, false);
  assert.ok(!("id" in stop) && !("next" in stop));
});
