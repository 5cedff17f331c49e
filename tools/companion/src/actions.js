/**
 * What a button can do: a line an action.
 *
 * `options` are its fields, made of what is known of the show; `asks` is the command of Tally's API
 * that the pressed button comes to.
 */

import * as field from "./options.js";
import { KINDS, parts, transition } from "./transitions.js";

const kind = () => field.choice("kind", "Transition", KINDS);
const duration = () =>
  field.number("duration_ms", "Duration in ms (0: as chosen in the console)", { min: 0, max: 20_000, value: 0 });

/** A press means what its panel showed: with something else on preview by now, it is refused. */
const as_shown = (known) => (known.preview === undefined ? {} : { expected_preview: known.preview });

const STEPS = { 1: "Its first stand-in", 2: "Its second", 3: "Its third", 4: "Its fourth" };

const file = (name, verb) => ({
  name: `File: ${name}`,
  options: (known) => [field.source(known)],
  asks: ({ source }) => ({ verb, source }),
});

const rundown = (name, verb, more = {}) => ({ name: `Rundown: ${name}`, asks: () => ({ verb, ...more }) });

export const ACTIONS = {
  cut: { name: "Cut", asks: (_, known) => ({ verb: "cut", ...as_shown(known) }) },
  auto: {
    name: "Auto: preview goes on program with a transition",
    options: () => [kind(), duration()],
    asks: (options, known) => ({ verb: "auto", ...parts(options), ...as_shown(known) }),
  },
  preview: {
    name: "Put on preview",
    options: (known) => [field.picture(known)],
    asks: ({ scene }) => ({ verb: "preview", scene }),
  },
  take: {
    name: "Take to program",
    options: (known) => [field.picture(known), kind(), duration()],
    asks: (options) => ({ verb: "take", scene: options.scene, ...transition(options) }),
  },
  transition: {
    name: "Choose the transition",
    options: () => [kind(), duration()],
    asks: (options) => ({ verb: "transition", ...parts(options) }),
  },
  tbar: {
    name: "T-bar",
    options: () => [field.number("position", "Position in %", { min: 0, max: 100, value: 100 })],
    asks: ({ position }, known) => ({ verb: "tbar", position: position / 100, ...as_shown(known) }),
  },
  ftb: {
    name: "Fade to black",
    options: () => [field.switching()],
    asks: ({ to }, known) => ({ verb: "ftb", on: field.switched(to, known.ftb) }),
  },
  standby: { name: "Standby", asks: () => ({ verb: "standby" }) },

  overlay: {
    name: "Overlay on or off",
    options: (known) => [field.overlay(known), field.switching()],
    asks: ({ overlay, to }, known) => ({ verb: "overlay", overlay, on: field.switched(to, known.overlay_on(overlay)) }),
  },
  overlay_text: {
    name: "Overlay: write a field",
    options: (known) => [field.overlay(known), field.words("field", "Field", "text"), field.words("text", "Text")],
    asks: ({ overlay, field: name, text }) => ({ verb: "overlay", overlay, fields: { [name]: String(text) } }),
  },
  overlay_action: {
    name: "Overlay: an action of its own (next, start, reset …)",
    options: (known) => [field.overlay(known), field.words("action", "Action", "next")],
    asks: ({ overlay, action }) => ({ verb: "overlay_action", overlay, action }),
  },
  overlays_off: { name: "All overlays off", asks: () => ({ verb: "overlays_off" }) },

  mute: {
    name: "Sound: mute a source",
    options: (known) => [field.source(known), field.switching("Mute")],
    asks: ({ source, to }, known) => ({ verb: "sound", source, mute: field.switched(to, known.strip(source).mute) }),
  },
  gain: {
    name: "Sound: set a source's fader",
    options: (known) => [field.source(known), field.number("gain_db", "Level in dB", { min: -60, max: 12, value: 0 })],
    asks: ({ source, gain_db }) => ({ verb: "sound", source, gain_db }),
  },
  gain_by: {
    name: "Sound: move a source's fader",
    options: (known) => [
      field.source(known),
      field.number("by_db", "By dB", { min: -24, max: 24, step: 0.5, value: 1 }),
    ],
    asks: ({ source, by_db }, known) => ({
      verb: "sound",
      source,
      gain_db: within(known.strip(source).gain_db + by_db),
    }),
  },
  sound_mode: {
    name: "Sound: on, with the picture, or off",
    options: (known) => [
      field.source(known),
      field.choice("mode", "Heard", { on: "Always", afv: "With the picture", off: "Never" }),
    ],
    asks: ({ source, mode }) => ({ verb: "sound", source, mode }),
  },
  master_mute: {
    name: "Sound: mute the programme",
    options: () => [field.switching("Mute")],
    asks: ({ to }, known) => ({ verb: "master", mute: field.switched(to, known.master.mute) }),
  },
  master_gain_by: {
    name: "Sound: move the master fader",
    options: () => [field.number("by_db", "By dB", { min: -24, max: 24, step: 0.5, value: 1 })],
    asks: ({ by_db }, known) => ({ verb: "master", gain_db: within(known.master.gain_db + by_db) }),
  },

  play: file("play", "play"),
  pause: file("pause", "pause"),
  cue: {
    name: "File: cue",
    options: (known) => [
      field.source(known),
      field.number("position_s", "At seconds", { min: 0, max: 86_400, value: 0 }),
    ],
    asks: ({ source, position_s }) => ({ verb: "cue", source, position_s }),
  },
  page: {
    name: "Document: turn the page",
    options: (known) => [
      field.source(known),
      field.choice("go", "Page", { next: "Next", previous: "Previous", first: "First", last: "Last" }),
    ],
    asks: ({ source, go }) => ({ verb: "deck", source, go }),
  },
  fallback: {
    name: "Source: what shows in its place",
    options: (known) => [
      field.source(known),
      field.choice("to", "Show", { auto: "By its rules", main: "The source itself", ...STEPS }),
    ],
    asks: ({ source, to }) => ({ verb: "fallback", source, to: to in STEPS ? Number(to) : to }),
  },
  reload: {
    name: "Web page: open anew",
    options: (known) => [field.source(known)],
    asks: ({ source }) => ({ verb: "reload", source }),
  },

  macro: {
    name: "Run a macro",
    options: (known) => [field.macro(known)],
    asks: ({ macro }) => ({ verb: "run_macro", macro }),
  },
  stop_macros: { name: "Stop every macro", asks: () => ({ verb: "stop_macro" }) },
  record: {
    name: "Recording",
    options: () => [field.switching()],
    asks: ({ to }, known) => ({ verb: field.switched(to, known.recording.on) ? "start_recording" : "stop_recording" }),
  },
  destination: {
    name: "Destination on or off",
    options: (known) => [field.destination(known), field.switching()],
    asks: ({ destination, to }, known) => ({
      verb: field.switched(to, known.destination_on(destination)) ? "start_destination" : "stop_destination",
      destination,
    }),
  },
  captions: {
    name: "Captions visible or hidden",
    options: () => [field.switching("Visible")],
    asks: ({ to }, known) => ({ verb: "captions_show", visible: field.switched(to, known.captions_visible) }),
  },
  captions_clear: { name: "Captions: clear", asks: () => ({ verb: "captions_clear" }) },

  rundown_skip: rundown("on with the next item", "rundown_skip"),
  rundown_hold: {
    name: "Rundown: hold",
    options: () => [field.switching()],
    asks: ({ to }, known) => ({ verb: "rundown_hold", on: field.switched(to, known.rundown_held) }),
  },
  rundown_break: rundown("ad break now", "rundown_break"),
  rundown_hand_back: rundown("hand the programme back", "rundown_hand_back"),
};

/** A fader's level stays on its scale. */
function within(gain_db) {
  return Math.max(-60, Math.min(12, Math.round(gain_db * 10) / 10));
}
