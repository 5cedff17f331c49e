import assert from "node:assert/strict";
import { test } from "node:test";

import { createApi, inWords } from "../../static/console/link/api.js";
import { collapse, extent, kindOf } from "../../static/console/panels/alerts.js";
import { elapsed, hms, momentMs, secondsText, wallClock } from "../../static/console/state/time.js";
import { fraction, healthOf, nextStep, sourceText, worry } from "../../static/console/state/words.js";

test("a timer never jumps in width", () => {
  assert.equal(hms(0), "00:00:00");
  assert.equal(hms(3751.9), "01:02:31");
  assert.equal(hms(-4), "00:00:00");
});

test("moments may be seconds or ISO texts", () => {
  assert.equal(momentMs(2), 2000);
  assert.equal(momentMs("1970-01-01T00:00:02Z"), 2000);
  assert.equal(momentMs(null), null);
  assert.equal(elapsed(10, 75_000), "00:01:05");
  assert.equal(elapsed(null, 75_000), "--:--:--");
});

test("the clock names its zone", () => {
  assert.deepEqual(wallClock(new Date(0), "UTC"), { time: "00:00:00", zone: "UTC" });
});

test("durations are written in seconds", () => {
  assert.equal(secondsText(500), "0.5 s");
  assert.equal(secondsText(250), "0.25 s");
  assert.equal(secondsText(2000), "2.0 s");
});

test("a source speaks for itself, and silence has words too", () => {
  assert.equal(sourceText({ state: "live", text: "live 1280×720 25 fps" }), "live 1280×720 25 fps");
  assert.equal(sourceText({ state: "retrying", text: "" }), "no signal, retrying");
  assert.match(sourceText(undefined), /no word/);
  assert.deepEqual(["live", "connecting", "slate"].map(worry), ["ok", "wait", "bad"]);
});

test("late frames and a slow engine are trouble", () => {
  const show = { canvas: { rate: "30000/1001" } };
  const status = { fps: 29.97, late: 2, late_last_s: 0 };
  assert.equal(healthOf({ show, status }).level, "ok");
  assert.equal(healthOf({ show, status: { ...status, late_last_s: 1 } }).level, "bad");
  assert.equal(healthOf({ show, status: { ...status, fps: 24 } }).level, "bad");
  assert.ok(Math.abs(fraction("30000/1001") - 29.97) < 0.001);
});

test("problems are said in words, field by field", () => {
  assert.equal(inWords(400, { errors: [{ field: "url", message: "is not an address" }] }), "url: is not an address");
  assert.equal(
    inWords(409, { title: "Conflict", detail: "A show has at most six sources." }),
    "A show has at most six sources.",
  );
  assert.equal(inWords(413, null), "The file is too large.");
  assert.equal(inWords(502, null), "The server answered 502.");
});

test("an edit carries the token, and a server that is gone saves nothing", async () => {
  const calls = [];
  const fetch = async (url, options) => {
    calls.push([url, options]);
    return { ok: true, status: 200, json: async () => ({ id: "src_a" }) };
  };
  const api = createApi({ base: "/api/v1/shows/shw_a/", csrf: "secret", fetch });
  assert.deepEqual(await api.post("sources", { name: "A" }), { id: "src_a" });
  assert.equal(calls[0][0], "/api/v1/shows/shw_a/sources");
  assert.equal(calls[0][1].headers["X-CSRFToken"], "secret");
  const gone = createApi({ base: "/", csrf: "", fetch: () => Promise.reject(new TypeError("network")) });
  await assert.rejects(gone.get("x"), /Nothing was saved/);
});

test("the same trouble again and again is one line with a count", () => {
  const line = { level: "warning", text: "Street has lost its signal", time: 1 };
  const lines = collapse([line, { ...line, time: 2 }, { level: "info", text: "Street is back", time: 3 }]);
  assert.deepEqual(
    lines.map(({ count }) => count),
    [2, 1],
  );
  assert.match(nextStep({ code: "source_lost" }), /sender/);
});

test("a page that is lost has nobody who sends it", () => {
  const show = {
    sources: [
      { id: "src_a", input: { kind: "web" } },
      { id: "src_b", input: { kind: "pull" } },
    ],
  };
  const advice = (id) => nextStep({ code: "source_lost", kind: kindOf({ cause: `source ${id}` }, show) });
  assert.match(advice("src_a"), /address/);
  assert.doesNotMatch(advice("src_a"), /sender/);
  assert.match(advice("src_b"), /sender/);
  assert.match(advice("src_gone"), /sender/);
});

test("one cause is one line, with how often and how long", () => {
  const lost = (time) => ({
    level: "warning",
    code: "source_lost",
    text: "Street: no signal",
    time,
    cause: "source s",
  });
  const back = (time) => ({
    level: "info",
    code: "source_back",
    text: "Street: live",
    time,
    cause: "source s",
    lasted_s: 4,
  });
  const lines = collapse([
    lost(1),
    back(5),
    { level: "info", text: "Recording", time: 6 },
    lost(7),
    back(11),
    lost(20),
  ]);
  assert.deepEqual(
    lines.map(({ text }) => text),
    ["Recording", "Street: no signal"],
  );
  assert.equal(lines[1].count, 3);
  assert.equal(extent(lines[1]), " ×3, 8 s in all");
});

test("an overload that gives up more and more is one overload", () => {
  const shed = (text, time) => ({ level: "warning", code: "overloaded", text, time, cause: "overload" });
  const over = {
    level: "info",
    code: "overload_over",
    text: "everything is back",
    time: 9,
    cause: "overload",
    lasted_s: 6,
  };
  const [line] = collapse([shed("a", 1), shed("a, b", 3), over]);
  assert.equal(line.text, "everything is back");
  assert.equal(extent(line), "");
});
