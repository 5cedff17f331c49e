import assert from "node:assert/strict";
import { test } from "node:test";

import { CARRIED_S, frameIn, Frames, LATE_S, SILENT_S } from "../../static/console/link/frames.js";
import { latest } from "../../static/console/link/latest.js";
import { Refused } from "../../static/console/link/link.js";
import { DOUBLE_MS, Presses, UNSEEN_MS, wordsFor } from "../../static/console/link/presses.js";
import { EVERY } from "../../static/console/state/rights.js";

const show = {
  canvas: { rate: "30" },
  scenes: ["a", "b", "c"].map((id) => ({ id, name: id.toUpperCase() })),
  sources: [],
};

/** A hand at a paper desk: `clock.ms` is the time, `answers` decide what the mixer says. */
function hand({ view = {}, answers = () => ({ ok: true, frame: 1000 }) } = {}) {
  const clock = { ms: 0, pressed: null };
  const now = () => clock.ms;
  const sent = [];
  const said = [];
  const store = {
    value: { rights: EVERY, mode: "air", show, desk: { program: "a", preview: "b", frame: 990 }, ...view },
  };
  const frames = new Frames(now);
  frames.saw(1000, 30);
  const link = {
    command: async (verb, parts) => {
      sent.push({ verb, ...parts });
      const answer = answers(verb, parts);
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
  const presses = new Presses({
    link,
    view: store,
    frames,
    notices: { say: (words) => said.push(words) },
    now,
    pressed: () => clock.pressed ?? clock.ms,
  });
  return { presses, sent, said, clock, frames, store, ask: (...parts) => presses.ask(...parts) };
}

test("a press may happen a second after the last frame seen, and not later", async () => {
  const { ask, sent, clock } = hand();
  await ask("ftb");
  clock.ms = 500;
  await ask("overlay", { overlay: "o", on: true });
  assert.deepEqual(sent, [
    { verb: "ftb", not_after_frame: 1030 },
    { verb: "overlay", overlay: "o", on: true, not_after_frame: 1045 },
  ]);
});

test("a console that has heard nothing for a while is not trusted further than the last word", () => {
  const { frames, clock } = hand();
  clock.ms = 60_000;
  assert.equal(frames.deadline(30), 1000 + (CARRIED_S + LATE_S) * 30);
});

test("a press that a busy page held back counts from when the hand came down", async () => {
  const { ask, sent, clock, frames } = hand();
  clock.ms = 2000;
  frames.saw(1060, 30);
  clock.pressed = 1000;
  await ask("cut");
  assert.equal(sent[0].not_after_frame, 1060);
});

test("cut, auto and take say what was on preview at the press", async () => {
  const { ask, sent, clock } = hand();
  for (const verb of ["cut", "auto", "take"]) {
    clock.ms += 400;
    await ask(verb);
  }
  await ask("ftb");
  assert.deepEqual(
    sent.map(({ expected_preview }) => expected_preview),
    ["b", "b", "b", undefined],
  );
});

test("a scene lined up and cut to in one breath is the one expected on preview", async () => {
  const { ask, sent } = hand();
  await Promise.all([ask("preview", { scene: "c" }), ask("cut")]);
  assert.equal(sent[1].expected_preview, "c");
});

test("the desk's own word counts from the frame on that the line-up happened on", async () => {
  const { ask, presses, store } = hand();
  await ask("preview", { scene: "c" });
  assert.equal(presses.preview, "c");
  store.value = { ...store.value, desk: { program: "a", preview: "b", frame: 1002 } };
  assert.equal(presses.preview, "b");
});

test("a line-up that was refused is not expected", async () => {
  const { ask, presses } = hand({ answers: () => new Refused("unknown_scene", "no scene c") });
  await ask("preview", { scene: "c" });
  assert.equal(presses.preview, "b");
});

test("a cut pressed behind a line-up that did not happen takes nothing else", async () => {
  const refused = (verb) => (verb === "preview" ? new Refused("too_late", "late") : { ok: true, frame: 1000 });
  const { ask, sent, said, clock } = hand({ answers: refused });
  await ask("preview", { scene: "c" });
  clock.ms = UNSEEN_MS - 1;
  await ask("cut");
  assert.deepEqual(
    sent.map(({ verb }) => verb),
    ["preview"],
  );
  assert.match(said.at(-1), /^C was not lined up, so nothing was taken/);
  clock.ms = UNSEEN_MS;
  await ask("cut");
  assert.equal(sent.at(-1).verb, "cut");
});

test("a scene that is lined up after all is taken at once", async () => {
  let late = true;
  const { ask, sent } = hand({ answers: () => (late ? new Refused("too_late", "late") : { ok: true, frame: 1000 }) });
  await ask("preview", { scene: "c" });
  late = false;
  await ask("preview", { scene: "c" });
  await ask("cut");
  assert.deepEqual(
    sent.map(({ verb }) => verb),
    ["preview", "preview", "cut"],
  );
});

test("a double press does not bring the old scene back", async () => {
  const { ask, sent, said, clock, store } = hand();
  await ask("cut");
  store.value = { ...store.value, desk: { program: "b", preview: "a", frame: 1001 } };
  clock.ms = DOUBLE_MS - 1;
  await ask("cut");
  assert.equal(sent.length, 1);
  assert.match(said[0], /^Pressed twice/);
  clock.ms += DOUBLE_MS;
  await ask("cut");
  assert.equal(sent.length, 2);
});

test("lining up another scene between two cuts makes them two", async () => {
  const { ask, sent } = hand();
  for (const [verb, parts] of [["cut"], ["preview", { scene: "c" }], ["cut"]]) await ask(verb, parts);
  assert.deepEqual(
    sent.map(({ verb }) => verb),
    ["cut", "preview", "cut"],
  );
});

test("who prepares sees to alerts and clicks in pages, and takes nothing", async () => {
  const { ask, sent, said } = hand({ view: { rights: ["view", "edit"] } });
  await Promise.all([ask("acknowledge_alert", { alert: "disk" }), ask("page_input", { source: "a", events: [] })]);
  assert.deepEqual(
    sent.map(({ verb }) => verb),
    ["acknowledge_alert", "page_input"],
  );
  assert.equal(await ask("cut"), null);
  assert.match(said[0], /Your role does not allow this/);
});

test("a press is sent by who has the right to it, and refused in words to others", async () => {
  const presses = {
    sound: [
      ["sound", { source: "a", mute: true }],
      ["master", { mute: true }],
    ],
    caption: [["captions_show", { on: false }], ["caption_edit", { line: "l" }], ["captions_clear"]],
    operate: [["cut"], ["ftb"], ["overlay", { overlay: "o", on: true }], ["run_macro", { macro: "m" }]],
    carry: [["rundown_skip"], ["rundown_hold"]],
  };
  for (const right of Object.keys(presses)) {
    const { ask, sent, said } = hand({ view: { rights: ["view", right] } });
    for (const list of Object.values(presses)) for (const press of list) await ask(...press);
    assert.deepEqual(
      sent.map(({ verb }) => verb),
      presses[right].map(([verb]) => verb),
    );
    assert.equal(said.length, Object.values(presses).flat().length - sent.length);
  }
});

test("an air lock that somebody left on holds only whoever could lift it", async () => {
  const bare = { ...show, scenes: [], overlays: [] };
  const [sound, director] = [["view", "sound"], EVERY].map((rights) => {
    const one = hand({ view: { rights, show: bare } });
    one.presses.locked = { value: true };
    return one;
  });
  for (const { ask } of [sound, director]) await ask("master", { mute: true });
  assert.deepEqual([sound.sent.length, director.sent.length], [1, 0]);
  assert.match(director.said[0], /air lock is on/);
});

test("who only looks is told so", async () => {
  const { ask, said, sent } = hand({ view: { rights: ["view"] } });
  await ask("cut");
  assert.match(said[0], /may watch this show/);
  assert.deepEqual(sent, []);
});

test("a press on a dead link is refused at once, in sight, and not sent", async () => {
  for (const [mode, words] of [
    ["offline", /^Not connected/],
    ["lost", /^The mixer does not answer/],
    ["off", /off air/],
  ]) {
    const { ask, sent, said } = hand({ view: { mode } });
    assert.equal(await ask("cut"), null);
    assert.deepEqual(sent, []);
    assert.match(said[0], words);
  }
});

test("a press on a link that has fallen silent is refused at once", async () => {
  const { ask, sent, said, clock } = hand();
  clock.ms = SILENT_S * 1000 + 1000;
  await ask("cut");
  assert.deepEqual(sent, []);
  assert.equal(said[0], "No word from the mixer for 3 s: nothing was sent.");
});

test("refusals are said in plain words", async () => {
  const words = async (code, message = "what the mixer says") => {
    const { ask, said } = hand({ answers: () => new Refused(code, message) });
    await ask("cut");
    return said[0];
  };
  assert.match(await words("too_late"), /^Too late: .* Nothing was changed\.$/);
  assert.equal(await words("stale"), "Preview has changed: it shows B now. Nothing was taken.");
  assert.match(await words("no_answer"), /will not do it later/);
  assert.equal(await words("busy"), "What the mixer says.");
});

test("a frame that comes late does not turn the count back, another count does", () => {
  const { frames } = hand();
  frames.saw(990, 30);
  assert.equal(frames.frame, 1000);
  frames.saw(5, 30);
  assert.equal(frames.frame, 5);
});

test("the present frame is found in what the mixer tells, an old desk's is not", () => {
  assert.equal(frameIn({ type: "status", frame: 5 }), 5);
  assert.equal(frameIn({ type: "meters", meters: { frame: 6 } }), 6);
  assert.equal(frameIn({ type: "change", desk: { frame: 7 } }), 7);
  assert.equal(frameIn({ type: "snapshot", frame: 8, desk: { frame: 1 } }), 8);
  assert.equal(frameIn({ type: "snapshot", frame: null }), null);
  assert.equal(frameIn({ type: "change", show: {} }), undefined);
});

test("a fader's movement that had to wait for seconds is forgotten", async () => {
  let time = 0;
  const sent = [];
  let give;
  const send = latest(
    (value) => new Promise((resolve) => (sent.push(value), (give = resolve))),
    () => time,
  );
  const first = send(1);
  send(2);
  time = 5000;
  give();
  await first;
  assert.deepEqual(sent, [1]);
});

test("a scene that was deleted before the press arrived is told without its id", () => {
  const refused = { code: "unknown_scene", message: "no scene or source scn_gone; this show has a, b, c" };
  assert.equal(wordsFor(refused, { desk: {}, show }), "It was deleted: nothing was taken. Take another scene.");
});
