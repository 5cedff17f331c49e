import assert from "node:assert/strict";
import { test } from "node:test";

import { choices, chosenOf, counters, countText, untilTime } from "../../static/views/counting.js";
import { bestGrid, boxesOf, heightOf } from "../../static/views/grid.js";
import { SILENT_MS, ViewLink } from "../../static/views/link.js";
import {
  endedBy,
  lost,
  modeOf,
  programWord,
  receive,
  ServerTime,
  START,
  tallyWord,
  unread,
  viewOf,
  lampOf,
} from "../../static/views/state.js";

const show = {
  name: "Evening",
  canvas: { rate: "30" },
  sources: [{ id: "src_a", name: "Camera 1" }],
  scenes: [{ id: "scn_a", name: "", slots: { main: "src_a" } }],
  overlays: [],
};
const told = { link: "up", air: { wanted: true, since: 0 }, show, desk: { program: "scn_a", preview: "black" } };

function after(parts, beat = { type: "beat", live: true, frame: 9, time: 1 }) {
  const state = Object.entries(parts).reduce(
    (now, [name, value]) => receive(now, { type: "part", name, value }),
    START,
  );
  return beat ? receive(state, beat) : state;
}

const word = (state) => tallyWord(viewOf(state, 1000), "src_a").word;

test("a source on program is on air, in a scene or alone, and during a transition both are", () => {
  assert.equal(word(after(told)), "air");
  assert.equal(word(after({ ...told, desk: { program: "black", preview: "scn_a" } })), "preview");
  assert.equal(word(after({ ...told, desk: { program: "black", preview: "black" } })), "off");
  const running = { to: "scn_a" };
  assert.equal(word(after({ ...told, desk: { program: "black", preview: "scn_a", running } })), "air");
});

test("a tally is never stale: whatever is lost, it does not know", () => {
  const good = after(told);
  assert.equal(word(lost(good)), "unknown");
  assert.equal(word(receive(good, { type: "beat", live: false, frame: null, time: 2 })), "unknown");
  assert.equal(word(receive(good, { type: "part", name: "link", value: "down" })), "unknown");
  assert.equal(word(receive(good, { type: "part", name: "desk", value: null })), "unknown");
  assert.equal(word(after(told, null)), "unknown");
  assert.equal(word(endedBy("revoked")), "unknown");
});

test("what comes after a loss is believed only when all of it has come again", () => {
  let state = lost(after(told));
  state = receive(state, { type: "part", name: "link", value: "up" });
  assert.equal(modeOf(state, 1000), "lost");
});

test("a show that is off air is no fault, one that does not come is", () => {
  const off = { ...told, link: "down", desk: null, air: { wanted: false, since: null } };
  assert.equal(word(after(off)), "closed");
  assert.equal(modeOf(after({ ...off, air: { wanted: true, since: 990 } }), 1000), "starting");
  assert.equal(modeOf(after({ ...off, air: { wanted: true, since: 900 } }), 1000), "lost");
});

test("a rehearsal is never called on air", () => {
  const air = { wanted: true, since: 0, rehearsing: true };
  assert.equal(lampOf(viewOf(after({ ...told, air }), 1000)).words, "Rehearsal");
  assert.equal(lampOf(viewOf(after(told), 1000)).words, "On air");
  assert.equal(lampOf(viewOf(lost(after({ ...told, air })), 1000)).words, "No connection");
  assert.equal(programWord(viewOf(after({ ...told, air }), 1000)), "Program");
  assert.equal(programWord(viewOf(after(told), 1000)), "On air");
});

test("messages are read in the order they were sent, and what one has read is not shown again", () => {
  const message = (id, ...readers) => ({ id, seen: readers.map((by) => ({ by })) });
  const found = unread([message(3), message(2, "Ada"), message(1, "Grace")], "Ada");
  assert.deepEqual(
    found.map(({ id }) => id),
    [1, 3],
  );
});

test("the server's clock is taken from the beat that was least late", () => {
  const time = new ServerTime();
  assert.equal(time.at(500), 500);
  time.saw(100, 99_000);
  time.saw(101, 100_900);
  assert.equal(time.at(100_900), 101_900);
});

// -- the connection -------------------------------------------------------------------------------

class Socket {
  readyState = 1;
  sent = [];
  send(text) {
    this.sent.push(JSON.parse(text));
  }
  close() {
    this.readyState = 3;
  }
}

function connected(byLink = true) {
  const world = { now: 0, sockets: [], later: [], said: [] };
  const on = {
    heard: ({ type }) => world.said.push(type),
    tile: () => {},
    lost: () => world.said.push("lost"),
    ended: (words) => world.said.push(words),
  };
  const open = () => world.sockets[world.sockets.push(new Socket()) - 1];
  world.link = new ViewLink("ws://x/", byLink, on, {
    open,
    later: (work) => world.later.push(work),
    now: () => world.now,
  });
  world.link.connect();
  return world;
}

test("a connection that says nothing is given up, and what it says later is not heard", () => {
  const world = connected();
  world.sockets[0].onmessage({ data: '{"type":"beat"}' });
  world.now = SILENT_MS + 1;
  world.link.check();
  world.sockets[0].onmessage({ data: '{"type":"part"}' });
  assert.deepEqual(world.said, ["beat", "lost"]);
  world.later[0]();
  assert.equal(world.sockets.length, 2);
});

test("a link that was revoked knocks no more", () => {
  const world = connected();
  world.sockets[0].onclose({ code: 4403 });
  assert.match(world.said[0], /revoked/);
  assert.equal(world.later.length, 0);
});

test("what cannot be said now is not said later", () => {
  const world = connected();
  world.sockets[0].readyState = 0;
  assert.equal(world.link.seen(7), false);
  world.sockets[0].readyState = 1;
  assert.equal(world.link.seen(7), true);
  assert.deepEqual(world.sockets[0].sent, [{ type: "seen", message: 7 }]);
});

// -- what counts ----------------------------------------------------------------------------------

const playback = { in_s: 0, out_s: 0, speed: 1, end: "hold", on_take: "play" };
const transport = { state: "playing", position_s: 10, frame: 0, ready: true, length_s: 40, ends_frame: 900, playback };
const rundown = { has_programme: true, now: { name: "Film", end_frame: 600 }, next: [{ name: "News" }] };

test("the item of a rundown counts before the file that plays in it, and says what comes", () => {
  const desk = { program: "src_a", preview: "black", transports: { src_a: transport } };
  const view = viewOf(after({ ...told, desk, rundown }), 1000);
  const found = counters(view, 300, 30);
  assert.deepEqual(
    found.map(({ key, left_s }) => [key, left_s]),
    [
      ["item", 10],
      ["file", 20],
    ],
  );
  assert.equal(found[0].then, "News");
  assert.equal(chosenOf("file", found, "", new Date()).name, "Camera 1");
  assert.equal(chosenOf("auto", [], "", new Date()), null);
});

const counting = (more) => ({ on: true, up: false, from_s: 300, at_s: null, over: false, counter: null, ...more });

test("an overlay's counter is followed while it is on, and by whoever chose it also when it is off", () => {
  const overlays = [{ id: "ovl_c", name: "Break", kind: "countdown" }];
  const counter = { counted_s: 10, since_frame: 60 };
  const at = (more, frame = 150, now = new Date(0)) => {
    const desk = { program: "black", preview: "black", overlays: { ovl_c: counting({ counter, ...more }) } };
    return counters(viewOf(after({ ...told, desk, show: { ...show, overlays } }), 1000), frame, 30, now);
  };
  assert.deepEqual(
    at({}).map(({ key, left_s }) => [key, left_s]),
    [["overlay:ovl_c", 287]],
  );
  assert.equal(chosenOf("auto", at({ on: false }), "", new Date(0)), null);
  assert.equal(chosenOf("overlay:ovl_c", at({ on: false }), "", new Date(0)).name, "Break");
  assert.equal(at({}, 30 * 400)[0].left_s, 0);
  assert.equal(at({ over: true }, 60 + 30 * 400)[0].left_s, -110);
  assert.equal(at({ from_s: null, at_s: 90 }, 150, new Date(30_000))[0].left_s, 60);
  assert.deepEqual(at({ from_s: null }), []);
  const up = at({ up: true, from_s: 0 }, 165)[0];
  assert.equal(countText(up.left_s, up.up), "00:13");
  assert.deepEqual(choices(overlays)[3], ["overlay:ovl_c", "Break"]);
});

test("a time of day is the next one, and counts up for an hour after it was missed", () => {
  const at = (text) => new Date(`2026-11-23T${text}`);
  assert.equal(untilTime("20:00", at("19:59:30")).left_s, 30);
  assert.equal(untilTime("20:00", at("20:00:30")).left_s, -30);
  assert.equal(untilTime("01:00", at("23:00:00")).left_s, 7200);
  assert.equal(untilTime("23:59:59", at("00:10:00")).left_s, -601);
  for (const wrong of ["", "25:00", "20:61", "soon"]) assert.equal(untilTime(wrong, at("20:00:00")), null);
});

test("a countdown says nought when it is over, and what is over with a plus", () => {
  assert.deepEqual(
    [90, 59.2, 0.4, 0, -5, 3661].map((left_s) => countText(left_s)),
    ["01:30", "01:00", "00:01", "00:00", "+00:05", "01:01:01"],
  );
});

// -- where the boxes lie --------------------------------------------------------------------------

const SCREENS = [
  [640, 330],
  [360, 700],
  [844, 350],
  [1280, 680],
  [1080, 1840],
  [1920, 1020],
  [3840, 2080],
];

for (const [width, height] of SCREENS)
  for (const layout of ["two", "grid"])
    test(`on ${width}×${height} in ${layout} all boxes are on the screen, and none covers another`, () => {
      for (const sources of [0, 1, 2, 5, 6, 12, 24]) {
        const boxes = boxesOf(layout, sources, width, height);
        assert.equal(boxes.length, sources + 2);
        for (const box of boxes) {
          assert.ok(box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + box.height <= height);
          assert.ok(box.width >= 40, `${box.width} px with ${sources} sources`);
          assert.equal(box.height, heightOf(box.width));
        }
        for (const [at, one] of boxes.entries())
          for (const other of boxes.slice(at + 1)) {
            const apart = one.x + one.width <= other.x || other.x + other.width <= one.x;
            assert.ok(apart || one.y + one.height <= other.y || other.y + other.height <= one.y);
          }
      }
    });

test("two large means that monitors are larger than tiles", () => {
  const [preview, program, first] = boxesOf("two", 6, 1920, 1020);
  assert.equal(preview.width, program.width);
  assert.ok(preview.width > 2 * first.width);
});

test("boxes are as large as can be", () => {
  assert.equal(bestGrid(4, 1600, 980, 0).columns, 2);
  assert.equal(bestGrid(2, 500, 900, 0).columns, 1);
});
