/** What keys can do on the console, in the order a director learns it, and the keys that usually do it. Pure. */

import { gettext, interpolate } from "../../i18n.js";
import { nameOf } from "../state/tally.js";

const deed = (group, name, usual, words, hint = "") => ({ group, do: name, id: "", usual, words, hint });
const LOCK = gettext("Not while the air lock is on");
const HERE = gettext("Of the file on preview; without one there, of the file on program");
const CUED = gettext("Of the document on program; elsewhere of the cued page");

/** Those of every show. */
export const STANDING = [
  deed("take", "cut", ["Space"], gettext("Cut"), gettext("Preview goes on air, the buses swap")),
  deed("take", "auto", ["Enter"], gettext("Auto"), gettext("The same, with the chosen transition")),
  deed("take", "ftb", ["Shift+KeyF"], gettext("Fade to black, and back"), LOCK),
  deed("take", "black", [], gettext("Line up black on preview")),
  deed("take", "rehearse_transition", [], gettext("Rehearse the transition on preview")),
  deed("overlays", "overlays_off", [], gettext("All overlays off")),
  deed("captions", "captions_show", ["KeyC"], gettext("Hide the captions, and show them again")),
  deed(
    "captions",
    "captions_clear",
    ["Shift+KeyC"],
    gettext("Clear the captions"),
    gettext("What stands and waits goes"),
  ),
  deed("recording", "record", [], gettext("Start recording"), gettext("A recording is ended by holding Rec")),
  deed("files", "play", ["KeyK"], gettext("Play or pause"), HERE),
  deed("files", "cue", ["KeyJ"], gettext("Cue"), gettext("Stand on the first picture, ready to play")),
  deed("files", "mark_in", ["KeyI"], gettext("Begin here"), gettext("Sets the in point")),
  deed("files", "unmark_in", ["Shift+KeyI"], gettext("Take the in point away")),
  deed("files", "mark_out", ["KeyO"], gettext("End here"), gettext("Sets the out point")),
  deed("files", "unmark_out", ["Shift+KeyO"], gettext("Take the out point away")),
  deed("files", "nudge_back", ["ArrowLeft"], gettext("A second back")),
  deed("files", "nudge_on", ["ArrowRight"], gettext("A second on")),
  deed("files", "frame_back", ["Shift+ArrowLeft"], gettext("A frame back")),
  deed("files", "frame_on", ["Shift+ArrowRight"], gettext("A frame on")),
  deed("documents", "page_next", ["PageDown"], gettext("Next page"), CUED),
  deed("documents", "page_previous", ["PageUp"], gettext("Previous page"), CUED),
  deed("documents", "page_first", ["Home"], gettext("First page"), CUED),
  deed("documents", "page_last", ["End"], gettext("Last page"), CUED),
  deed("documents", "cue_next", ["Shift+PageDown"], gettext("Cue the next page")),
  deed("documents", "cue_previous", ["Shift+PageUp"], gettext("Cue the previous page")),
  deed("documents", "cue_first", ["Shift+Home"], gettext("Cue the first page")),
  deed("documents", "cue_last", ["Shift+End"], gettext("Cue the last page")),
];

const USUAL = new Map(STANDING.flatMap(({ do: name, usual }) => usual.map((combo) => [combo, name])));

/** The name of what a combination does where the show says nothing of it; "" where that is nothing. */
export const usualAt = (combo) => USUAL.get(combo) ?? "";

/** The combinations that do something as long as the show says nothing of them. */
export const usualOf = ({ do: name }) => STANDING.find((one) => one.do === name)?.usual ?? [];

/** What is done with a part of the show: all of these can have keys of their own. */
export function pinnable({ scenes, sources, overlays, surface }) {
  const taken = gettext("With Shift too: on air at once");
  const off = gettext("On and off");
  return [
    ...scenes.map(({ id, name }) => pinned("scenes", "scene", id, name, taken)),
    ...sources.map(({ id, name }) => pinned("sources", "source", id, name, taken)),
    ...overlays.map(({ id, name }) => pinned("overlays", "overlay", id, name, off)),
    ...sources.map(({ id, name }) => pinned("sound", "mute", id, interpolate(gettext("Mute %(name)s"), { name }))),
    ...(surface?.macros ?? []).map(({ id, name }) => pinned("macros", "macro", id, name)),
  ];
}

const pinned = (group, name, id, words, hint = "") => ({ group, do: name, id, usual: [], words, hint });

/** The groups of the list, in order: their names, and the deeds in them; those without any are left out. */
export function groupsOf(show) {
  const all = [...STANDING, ...pinnable(show)];
  return GROUPS.map(([name, title]) => ({ name, title, deeds: all.filter(({ group }) => group === name) })).filter(
    ({ deeds }) => deeds.length,
  );
}

const GROUPS = [
  ["take", gettext("Take")],
  ["scenes", gettext("Scenes: line up on preview")],
  ["sources", gettext("Sources: line up on preview, full-frame")],
  ["overlays", gettext("Overlays")],
  ["captions", gettext("Captions")],
  ["sound", gettext("Sound")],
  ["recording", gettext("Recording")],
  ["macros", gettext("Macros")],
  ["files", gettext("Files")],
  ["documents", gettext("Documents")],
];

/** What a deed is called by itself, as in "C is the key of …". */
export function deedWords({ do: name, id }, show) {
  if (name === "scene" || name === "source")
    return interpolate(gettext("Line up %(name)s"), { name: nameOf(id, show) });
  const own = pinnable(show).find((one) => one.do === name && one.id === id);
  if (name === "overlay" && own) return interpolate(gettext("%(name)s on and off"), { name: own.words });
  if (name === "macro" && own) return interpolate(gettext("Macro %(name)s"), { name: own.words });
  return own?.words ?? STANDING.find((one) => one.do === name)?.words ?? name;
}
