/** Ready buttons, made of what the show has: scenes, sources, overlays, macros, ways out, and the desk itself. */

import { combineRgb } from "@companion-module/base";

import { AMBER, BLUE, FEEDBACKS, GREEN, RED } from "./feedbacks.js";

const FACE = { size: "auto", color: combineRgb(255, 255, 255), bgcolor: combineRgb(0, 0, 0), show_topbar: false };

/** A button: what it says, what it does when it is pressed (and turned), and what lights it. */
function button(name, text, down, lights = [], turned = {}) {
  const feedbacks = [...lights, light("not_connected")];
  return { type: "simple", name, style: { ...FACE, text }, steps: [{ down, up: [], ...turned }], feedbacks };
}

const act = (actionId, options = {}) => ({ actionId, options });

function light(feedbackId, options = {}, style = FEEDBACKS[feedbackId].style) {
  return { feedbackId, options, style };
}

const AS_CHOSEN = { kind: "", duration_ms: 0 };

const DESK = () => ({
  cut: button("Cut", "CUT", [act("cut")]),
  auto: button("Auto", "AUTO", [act("auto", AS_CHOSEN)], [light("in_transition")]),
  ftb: button("Fade to black", "FTB", [act("ftb", { to: "toggle" })], [light("ftb")]),
  standby: button("Standby", "STAND\\nBY", [act("standby")]),
  overlays_off: button("All overlays off", "Overlays\\noff", [act("overlays_off")]),
  ...Object.fromEntries(
    ["cut", "mix", "dip", "wipe", "slide", "push", "move"].map((kind) => [
      `transition_${kind}`,
      button(
        `Transition: ${kind}`,
        kind,
        [act("transition", { kind, duration_ms: 0 })],
        [light("transition_is", { kind })],
      ),
    ]),
  ),
});

const each = (rows, name, made) => Object.fromEntries(rows.map((row) => [`${name}_${row.id}`, made(row)]));

const SECTIONS = [
  { id: "desk", name: "Desk", of: DESK },
  {
    id: "preview",
    name: "Scenes on preview",
    of: (known) =>
      each(known.scenes, "preview", ({ id: scene, name }) =>
        button(
          `Preview: ${name}`,
          name,
          [act("preview", { scene })],
          [light("on_preview", { scene }, GREEN), light("on_program", { scene }, RED)],
        ),
      ),
  },
  {
    id: "program",
    name: "Scenes on program",
    of: (known) =>
      each(known.scenes, "take", ({ id: scene, name }) =>
        button(`Program: ${name}`, name, [act("take", { scene, ...AS_CHOSEN })], [light("on_program", { scene })]),
      ),
  },
  {
    id: "tally",
    name: "Tally of sources",
    of: (known) =>
      each(known.sources, "tally", ({ id: source, name }) =>
        button(
          `Tally: ${name}`,
          name,
          [act("preview", { scene: source })],
          [
            light("source_lost", { source }),
            light("source_on_preview", { source }),
            light("source_on_program", { source }),
          ],
        ),
      ),
  },
  {
    id: "overlays",
    name: "Overlays",
    of: (known) =>
      each(known.overlays, "overlay", ({ id: overlay, name }) =>
        button(
          `Overlay: ${name}`,
          name,
          [act("overlay", { overlay, to: "toggle" })],
          [light("overlay_on", { overlay })],
        ),
      ),
  },
  {
    id: "sound",
    name: "Sound",
    description: "Pressed it mutes; turned it moves the fader.",
    of: (known) => ({
      ...each(known.sources, "sound", ({ id: source, name }) =>
        button(
          `Sound: ${name}`,
          `${name}\\n$(tally-studio:gain_${source}) dB`,
          [act("mute", { source, to: "toggle" })],
          [light("muted", { source })],
          {
            rotate_left: [act("gain_by", { source, by_db: -1 })],
            rotate_right: [act("gain_by", { source, by_db: 1 })],
          },
        ),
      ),
      sound_master: button(
        "Sound: programme",
        "MASTER\\n$(tally-studio:gain_master) dB",
        [act("master_mute", { to: "toggle" })],
        [light("master_muted")],
        { rotate_left: [act("master_gain_by", { by_db: -1 })], rotate_right: [act("master_gain_by", { by_db: 1 })] },
      ),
    }),
  },
  {
    id: "files",
    name: "Files and documents",
    of: (known) => ({
      ...each(known.files, "play", ({ id: source, name }) =>
        button(`Play: ${name}`, `▶ ${name}`, [act("play", { source })]),
      ),
      ...each(known.files, "pause", ({ id: source, name }) =>
        button(`Pause: ${name}`, `❚❚ ${name}`, [act("pause", { source })]),
      ),
      ...each(known.documents, "page", ({ id: source, name }) =>
        button(`Next page: ${name}`, `${name} ›`, [act("page", { source, go: "next" })]),
      ),
    }),
  },
  {
    id: "macros",
    name: "Macros",
    of: (known) =>
      each(known.macros, "macro", ({ id: macro, name }) => button(`Macro: ${name}`, name, [act("macro", { macro })])),
  },
  {
    id: "ways_out",
    name: "Recording and destinations",
    of: (known) => ({
      record: button("Recording", "REC", [act("record", { to: "toggle" })], [light("recording")]),
      ...each(known.destinations, "destination", ({ id: destination, name }) =>
        button(
          `Destination: ${name}`,
          name,
          [act("destination", { destination, to: "toggle" })],
          [light("destination_on", { destination }), light("destination_trouble", { destination }, AMBER)],
        ),
      ),
    }),
  },
  {
    id: "rest",
    name: "Captions and rundown",
    of: () => ({
      captions: button("Captions", "CC", [act("captions", { to: "toggle" })], [light("captions_visible", {}, BLUE)]),
      rundown_skip: button(
        "Rundown: next item",
        "NEXT\\n$(tally-studio:rundown_next)",
        [act("rundown_skip")],
        [light("rundown_has_programme")],
      ),
      rundown_hold: button("Rundown: hold", "HOLD", [act("rundown_hold", { to: "toggle" })], [light("rundown_held")]),
      alerts: button("Alerts", "Alerts\\n$(tally-studio:alerts)", [], [light("alert")]),
      on_air: button("On air", "$(tally-studio:show)", [], [light("rehearsing", {}, AMBER), light("on_air")]),
    }),
  },
];

/** The presets of a show: `{structure, presets}` as Companion takes them. `label` is what the connection is called. */
export function presets_of(known, label) {
  const made = SECTIONS.map((section) => ({ section, buttons: section.of(known) })).filter(
    ({ buttons }) => Object.keys(buttons).length,
  );
  return {
    structure: made.map(({ section: { of: _, ...section }, buttons }) => ({
      ...section,
      definitions: Object.keys(buttons),
    })),
    presets: named(Object.assign({}, ...made.map(({ buttons }) => buttons)), label),
  };
}

/** Variables are named after the connection, which a person may have called something else. */
function named(presets, label) {
  for (const preset of Object.values(presets)) {
    preset.style.text = preset.style.text.replaceAll("$(tally-studio:", `$(${label}:`);
  }
  return presets;
}
