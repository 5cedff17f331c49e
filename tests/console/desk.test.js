import assert from "node:assert/strict";
import { test } from "node:test";

import { facts } from "../../static/console/state/facts.js";
import { deskOf, EVENTS_KEPT, modeOf, nothing, receive } from "../../static/console/state/desk.js";

const show = {
  name: "Friday",
  sources: [{ id: "src_a", sound: { gain_db: 0 } }],
  scenes: [{ id: "scn_a" }],
  overlays: [],
};
const snapshot = {
  type: "snapshot",
  n: 7,
  show,
  revision: 1,
  desk: { program: "scn_a" },
  link: "up",
  air: { wanted: true, since: 100 },
  status: { fps: 30 },
};
const after = (...messages) => messages.reduce(receive, nothing);

test("a snapshot replaces everything but the people, who are told apart", () => {
  const state = after({ type: "presence", operators: ["Ada"] }, snapshot);
  assert.equal(state.known, true);
  assert.equal(state.n, 7);
  assert.deepEqual(state.operators, ["Ada"]);
});

test("a change replaces only the parts it names", () => {
  const state = after(snapshot, { type: "change", n: 8, desk: { program: "src_a" } });
  assert.equal(state.desk.program, "src_a");
  assert.equal(state.show, show);
  assert.equal(state.n, 8);
});

test("a change that skips a number changes nothing and asks for a fresh snapshot", () => {
  const state = after(snapshot, { type: "change", n: 9, desk: { program: "src_a" } });
  assert.equal(state.missed, true);
  assert.equal(state.desk.program, "scn_a");
  assert.equal(receive(state, { ...snapshot, n: 12 }).missed, false);
});

test("status may come under its name or beside the type", () => {
  assert.equal(after(snapshot, { type: "status", fps: 29.9 }).status.fps, 29.9);
  assert.equal(after(snapshot, { type: "status", status: { fps: 29.9 } }).status.fps, 29.9);
});

test("events are kept in order, and only so many", () => {
  const events = Array.from({ length: EVENTS_KEPT + 5 }, (_, at) => ({
    type: "event",
    text: String(at),
    level: "info",
  }));
  const state = after(snapshot, ...events);
  assert.equal(state.events.length, EVENTS_KEPT);
  assert.equal(state.events.at(-1).text, String(EVENTS_KEPT + 4));
  assert.equal("type" in state.events[0], false);
});

test("a mixer that is gone takes its status along", () => {
  const state = after(snapshot, { type: "link", state: "down", status: null, captions: null, upgrade: null });
  assert.equal(state.status, null);
  assert.equal(state.desk.program, "scn_a");
});

test("unknown messages are let pass", () => {
  const state = after(snapshot);
  assert.equal(receive(state, { type: "from the future" }), state);
});

test("the page knows apart: no link, off air, going on air, a lost mixer, on air", () => {
  const mode = (parts, connected = true, now_s = 1000) =>
    modeOf({ connected, state: { ...after(snapshot), ...parts }, now_s });
  assert.equal(mode({}, false), "offline");
  assert.equal(mode({ known: false }), "offline");
  assert.equal(mode({}), "air");
  assert.equal(mode({ link: "down" }), "lost");
  assert.equal(mode({ link: "down" }, true, 105), "starting");
  assert.equal(mode({ link: "down", air: { wanted: true, since: null } }), "starting");
  assert.equal(mode({ link: "down", air: { wanted: false, since: null } }), "off");
});

test("a show that was never on air has the desk its file would start with", () => {
  facts.desk = { program: "black", preview: "black" };
  const desk = deskOf({ desk: null, show });
  assert.equal(desk.program, "black");
  assert.equal(desk.preview, "scn_a");
  assert.deepEqual(desk.sound.src_a, { gain_db: 0 });
});

test("an older version on air is known until a change says that it is replaced", () => {
  const upgrade = { older: ["engine"], text: "An older version is on air; restart it when it suits." };
  const told = after(snapshot, { type: "change", n: 8, upgrade });
  assert.deepEqual(told.upgrade, upgrade);
  assert.equal(receive(told, { type: "change", n: 9, upgrade: null }).upgrade, null);
  assert.equal(after(snapshot).upgrade, null, "an older mixer does not speak of it");
});
