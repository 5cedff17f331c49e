/** The sound desk: a strip for each source and one for the programme. */

import { gettext, interpolate, pgettext } from "../../i18n.js";
import { attr, h, icon, List, text } from "../widgets/h.js";
import { gainText } from "../widgets/fader.js";
import { latest } from "../link/latest.js";
import { dbText, heightOf, SCALE_DB } from "../widgets/meters.js";
import { makeFader } from "../widgets/slider.js";
import { StereoMeter } from "../widgets/stereo_meter.js";
import { tallyOf } from "../state/tally.js";
import { volume } from "../player/volume.js";
import { stepsOn } from "../sound/processing.js";
import { Solo } from "../sound/solo.js";
import { linesOf } from "../sound/strip_name.js";
import { openStripSheet } from "../sheets.js";

const modesOf = () => [
  ["on", pgettext("switch", "On"), gettext("Always heard")],
  ["afv", gettext("AFV"), gettext("Audio follows video: heard while its picture is on air")],
  ["off", gettext("Off"), gettext("Never heard")],
];
const MASTER = "";

export function mountSound(root, app) {
  const loudness = makeLoudness();
  const solo = (app.solo = new Solo(app.socketAddress(app.addresses.soundSolo ?? "")));
  const strips = h("div.strips", {});
  const empty = h("p.empty", {}, gettext("Each source gets a strip here."));
  const head = h("header.panel-head", {}, h("h2", {}, gettext("Sound")), loudness.element, earsOf());
  root.append(head, empty, strips);
  const list = new List(strips, {
    make: (one) => makeStrip(one, app),
    update: (strip, one) => showStrip(strip, one, app),
  });
  const draw = () => {
    const { show, known } = app.view.value;
    empty.hidden = show.sources.length > 0 || !known;
    strips.hidden = show.sources.length === 0;
    attr(strips, "data-many", show.sources.length > 6);
    list.show([...show.sources, { id: MASTER, name: gettext("Master") }]);
    if (known) solo.keepOnly(show.sources.map(({ id }) => id));
  };
  app.view.watch(({ show, desk, lamps, mixes, listens, mode }) => [show, desk, lamps, mixes, listens, mode], draw);
  solo.sources.watch((sources) => [sources], draw);
  // Names are cut to the strips' width: whenever that or they have changed.
  const name = () => list.elements.forEach(nameStrip);
  new ResizeObserver(name).observe(strips);
  app.view.watch(
    ({ show }) => [show.sources.map((source) => source.name).join("\n")],
    () => requestAnimationFrame(name),
  );
  animate(list, app.meters, loudness);
}

/** How loud this page's ears hear. */
function earsOf() {
  const slider = h("input.ears-volume", { type: "range", min: 0, max: 100, step: 1 });
  slider.value = String(Math.round(volume.position * 100));
  attr(slider, "aria-label", gettext("Monitor volume"));
  attr(slider, "title", gettext("Monitor volume: of what you listen to on this page, and of nothing else"));
  slider.addEventListener("input", () => volume.set(Number(slider.value) / 100));
  slider.addEventListener("keydown", (event) => event.key.startsWith("Arrow") && event.stopPropagation());
  return h("label.ears", {}, icon("sound"), slider);
}

function makeStrip({ id, name }, app) {
  const change = (parts) => (id === MASTER ? app.ask("master", parts) : app.ask("sound", { source: id, ...parts }));
  const send = latest(async (gain_db) => {
    // A level that was refused is not the level: back to what the mixer has.
    if (!(await change({ gain_db }))) showStrip(strip, { id, name }, app);
  });
  const gain = h("output.strip-gain", {});
  const fader = makeFader(interpolate(gettext("Level of %(name)s"), { name }), (gain_db) => {
    text(gain, gainText(gain_db));
    send(gain_db);
  });
  const canvas = h("canvas.strip-meter", { "aria-hidden": "true" });
  const clip = h("i.strip-clip", { title: gettext("Lit when the sound reaches full scale") });
  const mute = h(
    "button.strip-mute",
    { type: "button", onclick: () => change({ mute: mute.getAttribute("aria-pressed") !== "true" }) },
    ...keyWords(gettext("Mute")),
  );
  const lines = [h("span", {}), h("span", {})];
  const label = h("span.strip-name-text", {}, ...lines);
  const own = id === MASTER ? masterParts(label, app.solo) : sourceParts({ id, name }, app, change, label);
  const strip = h(
    "section.strip",
    { "aria-label": interpolate(gettext("Sound of %(name)s"), { name }), data: { id: id || "master" } },
    own.head,
    gain,
    h("div.strip-body", {}, fader.element, h("div.strip-meters", {}, clip, canvas), scale()),
    own.group,
    h("div.strip-keys", {}, own.solo, mute),
  );
  return Object.assign(strip, { parts: { ...own, lines, gain, fader, mute, clip }, meter: new StereoMeter(canvas) });
}

/** Where sources have their modes, the programme has the way out of every solo at once. */
function masterParts(label, solo) {
  const clear = h("button.solo-clear", { type: "button", onclick: () => solo.clear() }, gettext("End solo"));
  attr(clear, "title", gettext("You hear soloed sources and nothing else. Press to end that."));
  solo.sources.watch(
    (sources) => [sources.length > 0],
    (on) => (clear.hidden = !on),
  );
  return { head: h("div.strip-name", {}, label), group: h("div.strip-place", {}, clear), solo: null, modes: [] };
}

function sourceParts({ id, name }, app, change, label) {
  const lamp = h("span.strip-extra", {});
  const open = () => openStripSheet(app, id, change);
  const head = h("button.strip-name", { type: "button", "aria-haspopup": "dialog", onclick: open }, label, lamp);
  const modes = modesOf().map(([mode, words, title]) =>
    h(
      "button.strip-mode",
      { type: "button", role: "radio", title, data: { mode }, onclick: () => change({ mode }) },
      words,
    ),
  );
  const when = interpolate(gettext("When %(name)s is heard"), { name });
  const solo = h(
    "button.strip-solo",
    { type: "button", "aria-pressed": "false", onclick: () => app.solo.toggle(id) },
    ...keyWords(gettext("Solo")),
  );
  attr(solo, "title", gettext("Listen to this alone, before its fader. Nobody else hears it."));
  return { head, lamp, modes, solo, group: h("div.strip-modes", { role: "radiogroup", "aria-label": when }, ...modes) };
}

/** A word, and its first letter where the strip is too narrow for it. */
function keyWords(word) {
  return [h("span.long", {}, word), h("span.short", { "aria-hidden": "true" }, word[0])];
}

/** The scale of the meter beside it, in dB under full scale. */
function scale() {
  const marks = SCALE_DB.map((db) => {
    const mark = h("span", {}, String(db).replace("-", "−"));
    mark.style.setProperty("--at", heightOf(db).toFixed(3));
    return mark;
  });
  return h("div.strip-scale", { "aria-hidden": "true" }, ...marks);
}

function showStrip(strip, { id, name }, app) {
  const { desk, lamps, mixes, listens, mode: now } = app.view.value;
  const { lamp, gain, fader, mute, modes, solo, head } = strip.parts;
  const usual = { gain_db: 0, mute: false, mode: "afv", delay_ms: 0 };
  const sound = id === MASTER ? desk.master : (desk.sound[id] ?? usual);
  attr(strip, "data-tally", id === MASTER ? "off" : tallyOf(id, lamps));
  attr(strip, "data-muted", sound.mute);
  attr(strip, "data-mode", sound.mode ?? "on");
  strip.title = name;
  fader.show(sound.gain_db);
  if (!fader.held) text(gain, gainText(sound.gain_db));
  attr(mute, "aria-pressed", sound.mute);
  attr(mute, "aria-label", interpolate(gettext("Mute %(name)s"), { name }));
  for (const button of modes) attr(button, "aria-checked", button.dataset.mode === sound.mode);
  for (const part of [fader.element, mute, ...modes]) part.inert = !mixes;
  strip.meter.muted = sound.mute || sound.mode === "off";
  if (id === MASTER) return;
  const steps = stepsOn(sound);
  text(lamp, [sound.delay_ms ? `${sound.delay_ms} ms` : "", steps.length ? "fx" : ""].filter(Boolean).join(" "));
  attr(head, "title", [name, ...steps].join(" · "));
  attr(solo, "aria-label", interpolate(gettext("Solo %(name)s"), { name }));
  attr(solo, "aria-pressed", app.solo.sources.value.includes(id));
  solo.disabled = !listens || now === "off" || now === "offline";
}

const ruler = globalThis.document?.createElement("canvas").getContext("2d");

/** Two lines of words, as wide as the strip is now. */
function nameStrip(strip) {
  const { lines } = strip.parts;
  const room_px = lines[0].parentElement.clientWidth;
  const { fontWeight, fontSize, fontFamily } = getComputedStyle(lines[0]);
  ruler.font = `${fontWeight} ${fontSize} ${fontFamily}`;
  const words = linesOf(strip.title, (part) => room_px === 0 || ruler.measureText(part).width <= room_px);
  lines.forEach((line, at) => text(line, words[at] ?? ""));
}

function makeLoudness() {
  const figures = ["M", "S", "I"].map((name) => [name, h("b", {})]);
  const limiter = h("span.limiter", { title: gettext("The limiter is holding the programme down") }, gettext("Lim"));
  const element = h(
    "div.loudness",
    { title: gettext("Loudness of the programme: momentary, short-term, integrated (LUFS)") },
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
    for (const [id, strip] of list.elements) {
      strip.meter.advance((id === MASTER ? reading?.program : reading?.sources?.[id]) ?? null, dt_s);
      attr(strip.parts.clip, "data-on", strip.meter.clip_s > 0);
    }
    if (now - spoken > 200) {
      spoken = now;
      loudness.show(reading?.program ?? null);
    }
  };
  requestAnimationFrame(draw);
}
