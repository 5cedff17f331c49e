/** What can be chosen as a macro's step without being pressed, and what each is asked. Pure. */

import { gettext } from "../../i18n.js";
import { facts, kindOf } from "../state/facts.js";

const step = (verb, parts = {}) => ({ verb, parts, after_ms: 0 });
const plain = (name, words, verb = name) => ({ name, words, asks: [], make: () => step(verb) });
const choice = (name, words, asks, make) => ({ name, words, asks, make });
const timed = ({ duration_ms }) => (duration_ms ? { duration_ms } : {});

/** Each with the parts it `asks` for, and `make(values)`: the step they come to. */
export const CHOICES = [
  plain("cut", gettext("Cut")),
  plain("auto", gettext("Auto")),
  choice("preview", gettext("Line up…"), ["bus"], ({ bus }) => step("preview", { scene: bus })),
  choice("take", gettext("Take…"), ["bus", "transition", "duration"], ({ bus, transition, ...more }) =>
    step("take", { scene: bus, ...(transition !== "cut" && { transition: { kind: transition, ...timed(more) } }) }),
  ),
  choice("transition", gettext("Choose a transition…"), ["kind", "duration"], ({ kind, ...more }) =>
    step("transition", { kind, ...timed(more) }),
  ),
  choice("overlay_on", gettext("Overlay on…"), ["overlay"], ({ overlay }) => step("overlay", { overlay, on: true })),
  choice("overlay_off", gettext("Overlay off…"), ["overlay"], ({ overlay }) => step("overlay", { overlay, on: false })),
  plain("overlays_off", gettext("All overlays off")),
  choice("mute", gettext("Mute…"), ["source"], ({ source }) => step("sound", { source, mute: true })),
  choice("unmute", gettext("Heard again…"), ["source"], ({ source }) => step("sound", { source, mute: false })),
  choice("play", gettext("Play a file…"), ["file"], ({ file }) => step("play", { source: file })),
  choice("pause", gettext("Pause a file…"), ["file"], ({ file }) => step("pause", { source: file })),
  choice("cue", gettext("Cue a file…"), ["file"], ({ file }) => step("cue", { source: file })),
  choice("fade", gettext("Fade to black"), [], () => step("ftb", { on: true })),
  choice("fade_up", gettext("Fade up"), [], () => step("ftb", { on: false })),
  choice("captions_off", gettext("Hide the captions"), [], () => step("captions_show", { visible: false })),
  choice("captions_on", gettext("Show the captions"), [], () => step("captions_show", { visible: true })),
  plain("captions_clear", gettext("Clear the captions")),
  plain("start_recording", gettext("Start recording")),
  plain("stop_recording", gettext("Stop recording")),
  plain("standby", gettext("Standby")),
];

export const ASKED = {
  bus: gettext("Scene or source"),
  overlay: gettext("Overlay"),
  source: gettext("Source"),
  file: gettext("File"),
  kind: gettext("Transition"),
  transition: gettext("Transition"),
  duration: gettext("Seconds"),
};

/** What a part can be in this show, as `[value, words]`; null where it is typed. */
export function optionsOf(asked, show, known = facts) {
  const named = (rows) => rows.map(({ id, name }) => [id, name]);
  const kinds = known.kinds.transitions.map(({ kind, label }) => [kind, gettext(label)]);
  if (asked === "bus") return [...named(show.scenes), ...named(show.sources), ["black", gettext("Black")]];
  if (asked === "overlay") return named(show.overlays);
  if (asked === "source") return named(show.sources);
  if (asked === "file") return named(show.sources.filter(({ input }) => isPlayed(input.kind, known)));
  if (asked === "transition") return kinds;
  return asked === "kind" ? kinds.filter(([kind]) => kind !== "cut") : null;
}

const isPlayed = (kind, known) => kindOf("sources", kind, known)?.fields.some(({ name }) => name === "on_take");

/** Those of the choices that this show has something for. */
export const choicesOf = (show, known = facts) =>
  CHOICES.filter(({ asks }) => asks.every((one) => optionsOf(one, show, known)?.length !== 0));
