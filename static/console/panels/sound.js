/** The sound desk: a strip for each source and one for the programme. */

import { attr, h, List, text } from "../widgets/h.js";
import { gainText } from "../widgets/fader.js";
import { latest } from "../link/latest.js";
import { field, openMenu, select } from "../widgets/layer.js";
import { dbText } from "../widgets/meters.js";
import { makeFader } from "../widgets/slider.js";
import { StereoMeter } from "../widgets/stereo_meter.js";
import { tallyOf } from "../state/tally.js";

const MODES = [
  ["on", "On", "Always heard"],
  ["afv", "AFV", "Audio follows video: heard while its picture is on air"],
  ["off", "Off", "Never heard"],
];
const CHANNELS = [
  ["both", "Stereo"],
  ["left", "Left on both"],
  ["right", "Right on both"],
  ["mono", "Mono sum"],
];
const MASTER = "";

export function mountSound(root, app) {
  const loudness = makeLoudness();
  const strips = h("div.strips", { data: { needs: "live" } });
  const empty = h("p.empty", {}, "Each source gets a strip here.");
  root.append(h("header.panel-head", {}, h("h2", {}, "Sound"), loudness.element), empty, strips);
  const list = new List(strips, {
    make: (one) => makeStrip(one, app),
    update: (strip, one) => showStrip(strip, one, app.view.value),
  });
  app.view.watch(
    ({ show, desk, lamps }) => [show, desk, lamps],
    (show) => {
      empty.hidden = show.sources.length > 0 || !app.view.value.known;
      strips.hidden = show.sources.length === 0;
      attr(strips, "data-many", show.sources.length > 6);
      list.show([...show.sources, { id: MASTER, name: "Master" }]);
    },
  );
  animate(list, app.meters, loudness);
}

function makeStrip({ id, name }, app) {
  const change = (parts) => (id === MASTER ? app.ask("master", parts) : app.ask("sound", { source: id, ...parts }));
  const send = latest(async (gain_db) => {
    // A level that was refused is not the level: back to what the mixer has.
    if (!(await change({ gain_db }))) showStrip(strip, { id, name }, app.view.value);
  });
  const gain = h("output.strip-gain", {});
  const fader = makeFader(`Level of ${name}`, (gain_db) => {
    text(gain, gainText(gain_db));
    send(gain_db);
  });
  const canvas = h("canvas.strip-meter", { "aria-hidden": "true" });
  const mute = h(
    "button.strip-mute",
    { type: "button", onclick: () => change({ mute: mute.getAttribute("aria-pressed") !== "true" }) },
    "Mute",
  );
  const modes = MODES.map(([mode, words, title]) =>
    h(
      "button.strip-mode",
      { type: "button", role: "radio", title, data: { mode }, onclick: () => change({ mode }) },
      words,
    ),
  );
  const label = h("span.strip-name-text", {});
  const lamp = h("span.strip-extra", {});
  const head =
    id === MASTER
      ? h("div.strip-name", {}, label)
      : h(
          "button.strip-name",
          { type: "button", "aria-haspopup": "true", onclick: () => openStripMenu(head, id, app, change) },
          label,
          lamp,
        );
  const group =
    id === MASTER
      ? h("div.strip-modes.strip-modes-none")
      : h("div.strip-modes", { role: "radiogroup", "aria-label": `When ${name} is heard` }, ...modes);
  const strip = h(
    "section.strip",
    { "aria-label": `Sound of ${name}`, data: { id: id || "master" } },
    head,
    gain,
    h("div.strip-body", {}, fader.element, canvas),
    group,
    mute,
  );
  return Object.assign(strip, { parts: { label, lamp, gain, fader, mute, modes }, meter: new StereoMeter(canvas) });
}

function showStrip(strip, { id, name }, { desk, lamps }) {
  const { label, lamp, gain, fader, mute, modes } = strip.parts;
  const sound = id === MASTER ? desk.master : (desk.sound[id] ?? { gain_db: 0, mute: false, mode: "afv", delay_ms: 0 });
  attr(strip, "data-tally", id === MASTER ? "off" : tallyOf(id, lamps));
  attr(strip, "data-muted", sound.mute);
  attr(strip, "data-mode", sound.mode ?? "on");
  text(label, name);
  strip.title = name;
  if (id !== MASTER) text(lamp, sound.delay_ms ? `${sound.delay_ms} ms` : "");
  fader.show(sound.gain_db);
  if (!fader.held) text(gain, gainText(sound.gain_db));
  attr(mute, "aria-pressed", sound.mute);
  attr(mute, "aria-label", `Mute ${name}`);
  for (const button of modes) attr(button, "aria-checked", button.dataset.mode === sound.mode);
  strip.meter.muted = sound.mute || sound.mode === "off";
}

function openStripMenu(button, id, { view }, change) {
  const sound = view.value.desk.sound[id] ?? {};
  const name = view.value.show.sources.find((one) => one.id === id)?.name ?? "";
  const delay = h("input.input", {
    type: "number",
    min: 0,
    max: 2000,
    step: 10,
    value: sound.delay_ms ?? 0,
    onchange: ({ target }) => target.checkValidity() && change({ delay_ms: Number(target.value) }),
  });
  const exact = h("input.input", {
    type: "number",
    min: -90,
    max: 12,
    step: 0.5,
    value: sound.gain_db ?? 0,
    onchange: ({ target }) => target.checkValidity() && change({ gain_db: Number(target.value) }),
  });
  const channels = select(CHANNELS, sound.channels ?? "both", {
    onchange: ({ target }) => change({ channels: target.value }),
  });
  openMenu(button, `Sound of ${name}`, [
    h(
      "div.menu-form",
      {},
      h("h3", {}, name),
      field("Level, dB", exact),
      field("Delay, ms", delay, "0 to 2000; to put the sound under the lips"),
      field("Channels", channels),
    ),
  ]);
}

function makeLoudness() {
  const figures = ["M", "S", "I"].map((name) => [name, h("b", {})]);
  const limiter = h("span.limiter", { title: "The limiter is holding the programme down" }, "Lim");
  const element = h(
    "div.loudness",
    { title: "Loudness of the programme: momentary, short-term, integrated (LUFS)" },
    ...figures.map(([name, figure]) => h("span", {}, name, " ", figure)),
    limiter,
  );
  const show = (program) => {
    [program?.lufs_m, program?.lufs_s, program?.lufs_i].forEach((value, at) =>
      text(figures[at][1], dbText(value ?? NaN)),
    );
    attr(limiter, "data-on", Boolean(program?.limiting));
  };
  show(null);
  return { element, show };
}

/** Twenty times a second, and only what still moves. */
function animate(list, meters, loudness) {
  let before = performance.now();
  let spoken = 0;
  const draw = (now) => {
    requestAnimationFrame(draw);
    const dt_s = (now - before) / 1000;
    if (dt_s < 0.045) return;
    before = now;
    const { latest: reading } = meters;
    for (const [id, strip] of list.elements)
      strip.meter.advance((id === MASTER ? reading?.program : reading?.sources?.[id]) ?? null, dt_s);
    if (now - spoken > 200) {
      spoken = now;
      loudness.show(reading?.program ?? null);
    }
  };
  requestAnimationFrame(draw);
}
