/** What a key press asks for. Pure: the page's circumstances arrive as values. */

import { gettext } from "../i18n.js";
import { usualAt } from "./keys/deeds.js";
import { comboOf, deedOf } from "./state/surface.js";

/**
 * @param {{code: string, key: string}} press with `shift`, `ctrl`, `alt`, `meta` and `repeat` where they are so
 * @param {Object<string, boolean>} page `typing`: in a field · `dialog`: one is open · `control`: a button or slider
 *   was reached with the keyboard · `file`: one is under the hand · `deck`: the show has a document · `enabled`:
 *   shortcuts are switched on · `keys`: what the show's own do
 */
export function actionFor(press, page) {
  // It writes nothing into a field and is no key of one letter: standby is there whatever else is going on.
  if (press.code === "F8") return press.repeat ? null : { do: "standby" };
  if (press.code === "KeyK" && (press.ctrl || press.meta) && !press.shift && !press.alt)
    return press.repeat || page.dialog ? null : { do: "palette" };
  if (page.typing || page.dialog || press.meta) return null;
  const own = page.enabled && deedOf(page.keys ?? {}, press);
  if (press.key === "?" && !own) return press.repeat || press.ctrl || press.alt ? null : { do: "help" };
  if (!page.enabled || (page.control && OF_CONTROLS.has(press.code))) return null;
  const action = own ? actionOf(own) : usualAction(press, page);
  return press.repeat && action?.do !== "nudge" ? null : action;
}

// What buttons, sliders and lists do by themselves, once the keyboard has come to them.
const OF_CONTROLS = new Set([
  ...["Space", "Enter", "NumpadEnter", "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"],
  ...["PageUp", "PageDown", "Home", "End"],
]);

const nudge = (way, fine) => ({ do: "nudge", way, fine });
const mark = (which) => ({ do: "mark", which });
const turn = (go, cue) => ({ do: "turn", go, cue });

/** Deeds that the desk knows by other words. */
const ACTIONS = {
  ...{ nudge_back: nudge(-1, false), nudge_on: nudge(1, false), frame_back: nudge(-1, true), frame_on: nudge(1, true) },
  ...{ mark_in: mark("in"), mark_out: mark("out") },
  ...{ unmark_in: { do: "unmark", which: "in" }, unmark_out: { do: "unmark", which: "out" } },
  ...{ page_next: turn("next", false), page_previous: turn("previous", false) },
  ...{ page_first: turn("first", false), page_last: turn("last", false) },
  ...{ cue_next: turn("next", true), cue_previous: turn("previous", true) },
  ...{ cue_first: turn("first", true), cue_last: turn("last", true) },
};

/** What a deed asks of the desk; null for nothing at all. */
export function actionOf(deed) {
  if (deed.do === "none") return null;
  if (deed.do === "scene" || deed.do === "source") return { do: deed.takes ? "take" : "preview", id: deed.id };
  return deed.id ? { do: deed.do, id: deed.id } : (ACTIONS[deed.do] ?? { do: deed.do });
}

function usualAction(press, page) {
  const digit = press.ctrl || press.alt ? null : /^(?:Digit|Numpad)([1-9])$/.exec(press.code);
  if (digit) return { do: press.shift ? "take" : "preview", index: Number(digit[1]) - 1 };
  const name = usualAt(comboOf(press));
  if (!name) return null;
  const action = ACTIONS[name] ?? { do: name };
  // Without a file or a document these are the page's own, to scroll with.
  return (action.do === "nudge" && !page.file) || (action.do === "turn" && !page.deck) ? null : action;
}

/** What no show can change: keys and presses that are there for everybody; keys stand in brackets. */
export const SHEET = () => [
  [
    gettext("[Ctrl] + [K]"),
    gettext("The palette: type what is to be done, Enter does it; while typing in a field too"),
  ],
  ["[F8]", gettext("Standby on air, at once: while typing, in dialogs and with the air lock on too")],
  [gettext("Click a source"), gettext("Line it up full-frame on preview")],
  [gettext("[Shift] + click"), gettext("Put a scene or source on air at once (unless the air lock is on)")],
  [
    "[Tab]",
    gettext("From panel to panel; on a panel Space is CUT and Enter is AUTO. Arrows go into it, Esc comes out"),
  ],
  ["[?]", gettext("This sheet")],
  [
    gettext("[Esc]"),
    gettext("Close a sheet or menu, leave a field, come back to the desk. In a web page all other keys are the page's"),
  ],
];
