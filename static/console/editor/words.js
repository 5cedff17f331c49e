/** What the editor says. Pure. */

import { gettext, interpolate, listed, ngettext } from "../../i18n.js";

/** The places of templates; those called by a letter alone are so everywhere. */
const PLACES = {
  main: () => gettext("main"),
  inset: () => gettext("inset"),
  left: () => gettext("left"),
  right: () => gettext("right"),
  top: () => gettext("top"),
  bottom: () => gettext("bottom"),
  slides: () => gettext("slides"),
  speaker: () => gettext("speaker"),
  strap: () => gettext("strap"),
};

/** A slot's name as people read it: templates' and added places' have words, others are as they were named. */
export function placeName(name) {
  const number = /^place-(\d+)$/.exec(name)?.[1];
  if (number) return interpolate(gettext("place %(number)s"), { number });
  return Object.hasOwn(PLACES, name) ? PLACES[name]() : name.replace(/[-_]/g, " ");
}

/** One of the nine points of a place. */
export function anchorName(anchor) {
  const words = {
    "top-left": gettext("Top left"),
    top: gettext("Top"),
    "top-right": gettext("Top right"),
    left: gettext("Left"),
    center: gettext("Centre"),
    right: gettext("Right"),
    "bottom-left": gettext("Bottom left"),
    bottom: gettext("Bottom"),
    "bottom-right": gettext("Bottom right"),
  };
  return words[anchor] ?? anchor;
}

export function stateWords({ state, problem }) {
  return {
    saved: gettext("Saved"),
    waiting: gettext("Saving…"),
    sending: gettext("Saving…"),
    conflict: gettext("Not saved: somebody else has saved another version"),
    failed: interpolate(gettext("Not saved: %(problem)s"), { problem }),
    gone: gettext("This scene was deleted. What you see here is stored nowhere."),
  }[state];
}

export function sharedWords(others) {
  if (!others.length) return "";
  const names = listed(others.map(({ name }) => name));
  const count = others.length;
  const words = ngettext(
    "%(count)s other scene stands on this layout and changes along: %(names)s",
    "%(count)s other scenes stand on this layout and change along: %(names)s",
    count,
  );
  return interpolate(words, { count, names });
}

export function handWords(names) {
  if (!names.length) return "";
  if (names.length === 1) return interpolate(gettext("%(name)s is editing this"), { name: names[0] });
  return interpolate(gettext("%(names)s are editing this"), { names: listed(names) });
}

/** What a step of undo was: its first change that says most, and how many others there were. */
export function stepWords({ changes }) {
  const first = RANK.map((kind) => changes.find((one) => one.kind === kind)).find(Boolean) ?? changes[0];
  if (!first) return gettext("an edit");
  const one = interpolate(CHANGED[first.kind]?.(first.became) ?? gettext("an edit of %(name)s"), { name: first.name });
  const count = changes.filter(({ kind }) => kind === first.kind).length - 1;
  if (!count) return one;
  return interpolate(ngettext("%(one)s, and %(count)s more", "%(one)s, and %(count)s more", count), { one, count });
}

const RANK = ["sources", "overlays", "scenes", "layouts", "schedule", "show"];
const CHANGED = {
  scenes: (became) =>
    ({
      made: gettext("scene “%(name)s” made"),
      changed: gettext("scene “%(name)s” changed"),
      removed: gettext("scene “%(name)s” deleted"),
    })[became],
  layouts: (became) =>
    ({
      made: gettext("layout “%(name)s” made"),
      changed: gettext("layout “%(name)s” changed"),
      removed: gettext("layout “%(name)s” deleted"),
    })[became],
  sources: (became) =>
    ({
      made: gettext("source “%(name)s” added"),
      changed: gettext("source “%(name)s” changed"),
      removed: gettext("source “%(name)s” deleted"),
    })[became],
  overlays: (became) =>
    ({
      made: gettext("overlay “%(name)s” added"),
      changed: gettext("overlay “%(name)s” changed"),
      removed: gettext("overlay “%(name)s” deleted"),
    })[became],
  schedule: () => gettext("the schedule changed"),
  show: () => gettext("settings of the show changed"),
};

/** What was taken back or done again, and whose it was; `way` is "undo" or "redo". */
export function steppedWords(way, step) {
  const what = stepWords(step);
  const who = step.who;
  if (way === "undo")
    return who
      ? interpolate(gettext("Undone: %(what)s, by %(who)s"), { what, who })
      : interpolate(gettext("Undone: %(what)s"), { what });
  return who
    ? interpolate(gettext("Done again: %(what)s, by %(who)s"), { what, who })
    : interpolate(gettext("Done again: %(what)s"), { what });
}

/** The next step either way, for the button's hint. */
export function nextWords(way, step) {
  if (!step) return way === "undo" ? gettext("Nothing to undo") : gettext("Nothing to do again");
  const values = { what: stepWords(step), who: step.who };
  if (way === "undo")
    return interpolate(
      step.who ? gettext("Undo: %(what)s, by %(who)s (Ctrl+Z)") : gettext("Undo: %(what)s (Ctrl+Z)"),
      values,
    );
  return interpolate(
    step.who ? gettext("Do again: %(what)s, by %(who)s (Ctrl+Shift+Z)") : gettext("Do again: %(what)s (Ctrl+Shift+Z)"),
    values,
  );
}
