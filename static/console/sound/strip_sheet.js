/** A strip's sheet: all that is done to a source's sound, each with its switch, its values and the way back. */

import { attr, h, text } from "../widgets/h.js";
import { field, select } from "../widgets/layer.js";
import { openSheet } from "../widgets/sheet.js";
import { latest } from "../link/latest.js";
import { gettext, interpolate, pgettext } from "../../i18n.js";
import { BUFFER_FOR_DENOISE_MS, partsOf, placeOf, TRIM, valueAt } from "./processing.js";

const channelsOf = () => [
  ["both", gettext("Stereo")],
  ["left", gettext("Left on both")],
  ["right", gettext("Right on both")],
  ["mono", gettext("Mono sum")],
];
const WORKS_MS = 100;

/** `change(parts)` asks the mixer. The sheet follows what the desk has, whoever changed it. */
export function openStripSheet(app, id, change) {
  const source = app.view.value.show.sources.find((one) => one.id === id);
  if (!source) return null;
  const words = interpolate(gettext("Sound of %(name)s"), { name: source.name });
  const parts = [levels(change), ...partsOf().map((part) => section(part, change, source))];
  const body = h("div.dialog-body.strip-sheet", {}, ...parts.map(({ element }) => element));
  const sheet = openSheet(words, () => body);
  const stop = app.view.watch(
    ({ desk, mixes }) => [desk.sound[id], mixes],
    (sound, mixes) => {
      if (!sound) return void sheet.close();
      body.inert = !mixes;
      for (const part of parts) part.show(sound);
    },
  );
  const timer = setInterval(() => {
    const reading = app.meters.latest?.sources?.[id] ?? {};
    for (const part of parts) part.works?.(reading);
  }, WORKS_MS);
  sheet.addEventListener("close", () => (stop(), clearInterval(timer)));
  return sheet;
}

/** Level, trim, delay and channels: what every source has. */
function levels(change) {
  const exact = number("gain_db", -90, 12, 0.5, change);
  const delay = number("delay_ms", 0, 2000, 10, change);
  const channels = select(channelsOf(), "both", { onchange: ({ target }) => change({ channels: target.value }) });
  const trim = slider(TRIM(), (trim_db) => change({ trim_db }));
  const usual = { trim_db: 0, delay_ms: 0, channels: "both" };
  const reset = resetButton(gettext("Level"), () => change(usual));
  const rows = [
    trim.element,
    h(
      "div.columns",
      {},
      field(gettext("Level, dB"), exact),
      field(gettext("Delay, ms"), delay, gettext("puts the sound under the lips")),
    ),
    field(gettext("Channels"), channels),
  ];
  return {
    element: h("section.strip-part", {}, h("header", {}, h("h3", {}, gettext("Level")), reset), ...rows),
    show: (sound) => {
      for (const [input, name] of [
        [exact, "gain_db"],
        [delay, "delay_ms"],
        [channels, "channels"],
      ])
        if (document.activeElement !== input) input.value = String(sound[name] ?? 0);
      trim.show(sound.trim_db ?? 0);
    },
  };
}

function number(name, min, max, step, change) {
  return h("input.input", {
    type: "number",
    min,
    max,
    step,
    onchange: ({ target }) => target.checkValidity() && change({ [name]: Number(target.value) }),
  });
}

/** One step of the processing. Without its switch on it is passed by. */
function section({ part, title, hint, works, values }, change, source) {
  const set = (parts) => change({ [part]: parts });
  const sliders = values.map((value) => [value, slider(value, (one) => set({ [value[0]]: one }), title)]);
  const usual = Object.fromEntries(values.map(([name, , , , , value]) => [name, value]));
  const on = h(
    "button.button.small.strip-on",
    { type: "button", onclick: () => set({ on: on.getAttribute("aria-pressed") !== "true" }) },
    pgettext("switch", "On"),
  );
  attr(on, "aria-label", interpolate(gettext("%(step)s: On"), { step: title }));
  const reset = resetButton(title, () => set(usual));
  const short = part === "denoise" && isLive(source) && source.buffer_ms < BUFFER_FOR_DENOISE_MS;
  const note = short
    ? interpolate(gettext("Needs a buffer of %(ms)s ms: this source has less, and does without."), {
        ms: BUFFER_FOR_DENOISE_MS,
      })
    : hint;
  const meter = works ? h("meter.strip-works", { min: -12, max: 24, "aria-label": title }) : null;
  const figure = works ? h("output.strip-figure", {}) : null;
  const head = h("header", {}, h("h3", {}, title), meter, figure, reset, on);
  const hinted = note ? h("p.hint", {}, note) : null;
  const element = h("section.strip-part", { data: { part } }, head, hinted, ...sliders.map(([, one]) => one.element));
  return {
    element,
    show: (sound) => {
      const now = sound[part] ?? {};
      attr(on, "aria-pressed", Boolean(now.on));
      attr(element, "data-on", Boolean(now.on));
      for (const [[name, , , , , value], one] of sliders) one.show(now[name] ?? value);
    },
    works: works && ((reading) => showWork(meter, figure, works, reading[works])),
  };
}

function resetButton(title, onclick) {
  const words = interpolate(gettext("Reset: %(step)s"), { step: title });
  return h("button.button.quiet.small", { type: "button", "aria-label": words, onclick }, gettext("Reset"));
}

/** What a compressor takes away counts downwards. */
function showWork(meter, figure, works, value) {
  const known = Number.isFinite(value);
  meter.value = known ? value : 0;
  attr(meter, "data-known", known);
  const sign = works === "reduction_db" ? -1 : 1;
  const db = known ? Math.round(sign * value * 10) / 10 : 0;
  text(figure, known ? `${db > 0 ? "+" : db < 0 ? "−" : ""}${Math.abs(db).toFixed(1)} dB` : "");
}

function isLive({ input }) {
  return ["pull", "push"].includes(input.kind);
}

/** A native slider with its words and its value; a double click brings the usual value back. */
function slider(value, change, of = "") {
  const [, words, , , , usual, written] = value;
  const send = latest(change);
  const input = h("input.strip-slider", { type: "range", min: 0, max: 1000, step: 1 });
  attr(input, "aria-label", of ? interpolate(gettext("%(name)s: %(words)s"), { name: of, words }) : words);
  const figure = h("output", {});
  const draw = (now) => {
    text(figure, written(now));
    attr(input, "aria-valuetext", written(now));
  };
  let shown = usual;
  const move = (now) => {
    shown = now;
    draw(now);
    send(now);
  };
  input.addEventListener("input", () => move(valueAt(Number(input.value), value)));
  input.addEventListener("dblclick", () => {
    input.value = String(placeOf(usual, value));
    move(usual);
  });
  let held = false;
  input.addEventListener("pointerdown", () => (held = true));
  for (const name of ["pointerup", "pointercancel"]) input.addEventListener(name, () => (held = false));
  input.addEventListener("keydown", (event) => {
    const keys = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1, PageUp: 10, PageDown: -10 };
    if (!(event.key in keys)) return;
    event.preventDefault();
    event.stopPropagation();
    const next = stepped(shown, keys[event.key], value);
    input.value = String(placeOf(next, value));
    move(next);
  });
  return {
    element: h("label.strip-line", {}, h("span", {}, words), input, figure),
    show: (now) => {
      if (held) return;
      shown = now;
      input.value = String(placeOf(now, value));
      draw(now);
    },
  };
}

/** The value so many steps on: on a logarithmic scale a step is a hundredth of it. */
function stepped(now, count, value) {
  const [, , least, most, step, , , logarithmic] = value;
  if (logarithmic) return valueAt(Math.max(0, Math.min(1000, placeOf(now, value) + 10 * count)), value);
  return Math.max(least, Math.min(most, Number((now + count * step).toFixed(3))));
}
