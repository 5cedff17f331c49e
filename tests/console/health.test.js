import assert from "node:assert/strict";
import { test } from "node:test";

import {
  ageWords,
  engineCells,
  lastingWords,
  machineCells,
  minutesWords,
  outRows,
  rateWords,
  sourceRows,
} from "../../static/console/health/rows.js";

const show = { sources: [{ id: "cam", name: "Camera 1", input: { kind: "pull" } }], canvas: { rate: "30" } };
const figures = (cells) => Object.fromEntries(cells.map(([name, figure, level]) => [name, [figure, level]]));

test("a source's figures are what its reader measured, and what is not known is a dash", () => {
  const health = { fps: 24.98, kbps: 4210, late: 3, age_ms: 40, reconnects: 1, black_s: 0, frozen_s: 0, silent_s: 0 };
  const cam = { state: "live", text: "live 1280×720 25 fps", codec: "H.264 High", fps: 25, restarts: 1, health };
  const [row] = sourceRows({ show, status: { sources: { cam } } });
  assert.deepEqual(figures(row.cells), {
    "fps in": ["25.0", ""],
    late: ["3", "wait"],
    "bit rate": ["4.2 Mb/s", ""],
    "last picture": ["40 ms", ""],
    reconnects: ["2", ""],
  });
  const [unknown] = sourceRows({ show, status: null });
  assert.equal(figures(unknown.cells)["bit rate"][0], "–");
});

test("a live source whose picture is old is to be looked at", () => {
  const cam = { state: "live", text: "live", fps: 25, health: { age_ms: 2400, frozen_s: 7.2 } };
  const [row] = sourceRows({ show, status: { sources: { cam } } });
  assert.deepEqual(figures(row.cells)["last picture"], ["2.4 s", "wait"]);
  assert.equal(row.lasting, "no movement for 7 s");
  assert.equal(lastingWords({ black_s: 1 }), "");
});

test("a way out says how fast it sends and how far behind it is", () => {
  const destinations = [
    { id: "tube", name: "YouTube", on: true, state: "retrying", text: "refused" },
    { id: "city", name: "City hall", on: false, state: "off", text: "" },
  ];
  const machine = { outputs: { tube: { kbps: 812.4, behind_s: 3.25, reconnects: 2, left_out: 0 } } };
  const rows = outRows({ destinations, machine });
  assert.equal(rows.length, 1);
  assert.deepEqual(figures(rows[0].cells), {
    "bit rate": ["812 kb/s", ""],
    behind: ["3.3 s", "wait"],
    reconnects: ["2", "wait"],
    "left out": ["0", ""],
  });
});

test("an encoder that is hardly faster than the programme is trouble", () => {
  const status = { fps: 30, late: 0, late_last_s: 0, frame_ms: { p50: 4, p99: 9 }, encoder: { picture_ms: 32 } };
  assert.deepEqual(figures(engineCells({ status, show }, 30)).encoder, ["1.0×", "bad"]);
  const quick = { ...status, encoder: { picture_ms: 8 } };
  assert.deepEqual(figures(engineCells({ status: quick, show }, 30)).encoder, ["4.2×", ""]);
  assert.deepEqual(engineCells({ status: null, show }, 30), []);
});

test("the disk is told in gigabytes and in minutes of recording", () => {
  const machine = {
    cpu: 0.42,
    cores: 2,
    show_cores: 0.8,
    memory_mb: 812,
    processes: 14,
    disk: { free_gb: 12, minutes: 8 },
  };
  const cells = figures(machineCells({ machine }));
  assert.deepEqual(cells["disk left"], ["12.0 GB", ""]);
  assert.deepEqual(cells["room to record"], ["8 min", "bad"]);
  assert.equal(cells["this show"][0], "0.8 of 2 cores");
  assert.deepEqual(machineCells({ machine: null }), []);
});

test("lengths, rates and ages are written as people say them", () => {
  assert.deepEqual([5, 65, 5000, null].map(minutesWords), ["5 min", "1 h 05 min", "more than two days", "–"]);
  assert.deepEqual([80, 999, 1500, null].map(rateWords), ["80 kb/s", "999 kb/s", "1.5 Mb/s", "–"]);
  assert.deepEqual([0, 40, 1200, null].map(ageWords), ["0 ms", "40 ms", "1.2 s", "–"]);
});
