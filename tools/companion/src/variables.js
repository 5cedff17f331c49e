/** What texts of buttons can name: a line a variable, and the fader of each source. */

const VARIABLES = {
  show: ["The show", (known) => known.name],
  state: ["off air, rehearsal or on air", (known) => known.state],
  program: ["On program", (known) => known.name_of(known.program)],
  preview: ["On preview", (known) => known.name_of(known.preview)],
  transition: ["The chosen transition", (known) => known.transition_kind],
  recording: ["The running recording", (known) => (known.recording.on ? (known.recording.name ?? "") : "")],
  rundown_now: ["What the rundown plays", (known) => known.rundown_now],
  rundown_next: ["What it plays next", (known) => known.rundown_next],
  alerts: ["Alerts that nobody has seen", (known) => known.alerts.length],
  alert: ["The newest of them, in words", (known) => known.alerts.at(-1)?.text ?? ""],
  gain_master: ["Master fader, dB", (known) => decibels(known.master.gain_db)],
};

const gains = (known) =>
  known.sources.map((source) => [
    `gain_${source.id}`,
    `Fader of ${source.name}, dB`,
    decibels(known.strip(source.id).gain_db),
  ]);

const decibels = (value) => (value === undefined ? "" : value.toFixed(1));

/** `{id: {name}}`, as Companion takes definitions. */
export const definitions = (known) => ({
  ...Object.fromEntries(Object.entries(VARIABLES).map(([id, [name]]) => [id, { name }])),
  ...Object.fromEntries(gains(known).map(([id, name]) => [id, { name }])),
});

/** `{id: value}` of all of them. */
export const values = (known) => ({
  ...Object.fromEntries(Object.entries(VARIABLES).map(([id, [, value]]) => [id, value(known)])),
  ...Object.fromEntries(gains(known).map(([id, , value]) => [id, value])),
});
