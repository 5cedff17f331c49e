/** The Companion module against a studio on paper: what is pressed, what is lit, and what happens when the connection goes. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { validateManifest } from "@companion-module/base/manifest";

import { ACTIONS } from "../../tools/companion/src/actions.js";
import { FEEDBACKS } from "../../tools/companion/src/feedbacks.js";
import { Host } from "./host.mjs";
import { PaperStudio, TOKEN } from "./paper_studio.mjs";

const MANIFEST = JSON.parse(readFileSync(new URL("../../tools/companion/companion/manifest.json", import.meta.url)));

async function connected(t, { show = "shw_one", label } = {}) {
  const studio = await new PaperStudio().open();
  const host = new Host(label);
  t.after(async () => {
    await host.module.destroy();
    studio.close();
  });
  await host.module.init({ address: studio.address, show }, true, { token: TOKEN });
  await host.until((it) => it.status.status === "ok" && it.variables.show === "Evening", "connected");
  return { studio, host };
}

const sent = (studio) => studio.asked.map(({ type: _, id: __, ...command }) => command);

test("the manifest is one that Companion takes", () => validateManifest(MANIFEST, true));

test("a button takes, and lights follow program and preview", async (t) => {
  const { studio, host } = await connected(t);
  assert.equal(host.lit("on_program", { scene: "scn_a" }), true);
  assert.equal(host.lit("on_preview", { scene: "scn_b" }), true);
  assert.equal(host.lit("source_on_program", { source: "src_cam" }), true);
  await host.press("cut");
  assert.deepEqual(sent(studio), [{ verb: "cut", expected_preview: "scn_b" }]);
  studio.tell("buses", { program: "scn_b", preview: "scn_a", on_program: ["src_film"], on_preview: ["src_cam"] });
  await host.until((it) => it.variables.program === "Film");
  assert.equal(host.lit("on_program", { scene: "scn_a" }), false);
  assert.equal(host.lit("source_on_program", { source: "src_film" }), true);
});

test("both sides of a transition are red", async (t) => {
  const { studio, host } = await connected(t);
  studio.tell("buses", { running: { kind: "mix", to: "scn_b", frames: 30 } });
  await host.until((it) => it.lit("in_transition"));
  assert.equal(host.lit("on_program", { scene: "scn_a" }) && host.lit("on_program", { scene: "scn_b" }), true);
});

test("a switch that toggles asks for the other of what is", async (t) => {
  const { studio, host } = await connected(t);
  await host.press("overlay", { overlay: "ovl_name", to: "toggle" });
  studio.tell("overlays", { overlays: { ovl_name: { on: true, fields: {} } } });
  await host.until((it) => it.lit("overlay_on", { overlay: "ovl_name" }));
  await host.press("overlay", { overlay: "ovl_name", to: "toggle" });
  await host.press("record", { to: "toggle" });
  await host.press("destination", { destination: "dst_rec", to: "toggle" });
  assert.deepEqual(sent(studio), [
    { verb: "overlay", overlay: "ovl_name", on: true },
    { verb: "overlay", overlay: "ovl_name", on: false },
    { verb: "start_recording" },
    { verb: "stop_destination", destination: "dst_rec" },
  ]);
});

test("a knob that is turned quickly moves a fader by as many decibels, and not past its end", async (t) => {
  const { studio, host } = await connected(t);
  await Promise.all([1, 2, 3].map(() => host.press("gain_by", { source: "src_film", by_db: 6 })));
  assert.deepEqual(
    sent(studio).map(({ gain_db }) => gain_db),
    [3, 9, 12],
  );
});

test("a fader that was refused goes on from where the studio has it", async (t) => {
  const { studio, host } = await connected(t);
  studio.refuses = { code: "forbidden", error: "you may not" };
  await host.press("gain_by", { source: "src_film", by_db: 6 });
  studio.refuses = null;
  await host.press("gain_by", { source: "src_film", by_db: 1 });
  assert.equal(sent(studio).at(-1).gain_db, -2);
});

test("while the connection is lost nothing is lit and a press is lost; it comes back by itself", async (t) => {
  const { studio, host } = await connected(t);
  studio.hang_up();
  await host.until((it) => it.lit("not_connected"));
  assert.equal(host.lit("on_program", { scene: "scn_a" }), false);
  await host.press("cut");
  await host.until((it) => it.lit("on_program", { scene: "scn_a" }), "back again");
  assert.deepEqual(sent(studio), []);
});

test("presets have a button for everything the show has, and follow its edits", async (t) => {
  const { studio, host } = await connected(t, { label: "main" });
  const names = [
    "preview_scn_a",
    "take_scn_b",
    "tally_src_cam",
    "overlay_ovl_name",
    "sound_src_film",
    "macro_mac_open",
  ];
  for (const name of [...names, "destination_dst_rec", "play_src_film"]) assert.ok(host.presets[name], name);
  assert.match(host.presets.sound_src_film.style.text, /\$\(main:gain_src_film\)/);
  for (const preset of Object.values(host.presets)) {
    for (const { actionId, options } of preset.steps.flatMap(({ down }) => down)) {
      const fields = host.actions[actionId].options.map(({ id }) => id);
      assert.deepEqual(Object.keys(options).sort(), fields.sort(), actionId);
    }
    for (const { feedbackId } of preset.feedbacks) assert.ok(FEEDBACKS[feedbackId], feedbackId);
  }
  const listed = host.structure.flatMap(({ definitions }) => definitions);
  assert.deepEqual(listed.sort(), Object.keys(host.presets).sort());
  studio.tell("show", { scenes: { scn_b: null, scn_c: { name: "Close", slots: {}, position: 2 } } });
  await host.until((it) => it.presets.take_scn_c);
  assert.equal(host.presets.take_scn_b, undefined);
});

test("every action comes to a command with a verb", async (t) => {
  const { studio, host } = await connected(t);
  for (const [id, { options }] of Object.entries(host.actions)) {
    const usual = Object.fromEntries(options.map((field) => [field.id, field.default]));
    await host.press(id, usual);
    assert.ok(studio.asked.at(-1).verb, id);
  }
  assert.equal(studio.asked.length, Object.keys(ACTIONS).length);
});

test("the only show of a token is found; of several a person is asked which", async (t) => {
  const { studio, host } = await connected(t, { show: "" });
  assert.equal(studio.arrived[0].pathname, "/ws/shows/shw_one/events/");
  studio.shows.push({ id: "shw_two", name: "Morning" });
  await host.module.configUpdated({ address: studio.address, show: "" }, { token: TOKEN });
  assert.equal(host.status.status, "bad_config");
  assert.match(host.status.words, /shw_two \(Morning\)/);
});

test("a token that is not good is said, and so is one that may not", async (t) => {
  const { studio, host } = await connected(t);
  await host.module.configUpdated({ address: studio.address, show: "" }, { token: "other" });
  assert.match(host.status.words, /does not know this token/);
  studio.closes_with = 4403;
  await host.module.configUpdated({ address: studio.address, show: "shw_one" }, { token: TOKEN });
  await host.until((it) => it.status.status === "authentication_failure");
});

test("what is missing of a configuration is said", async (t) => {
  const host = new Host();
  await host.module.init({ address: "studio" }, true, {});
  assert.equal(host.status.status, "bad_config");
  await host.module.configUpdated({ address: "http://127.0.0.1:1" }, {});
  assert.match(host.status.words, /token is missing/);
});
