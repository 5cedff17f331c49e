/** What a key press asks for. Pure: the page's circumstances arrive as values. */

import { gettext } from "../i18n.js";
import { deedOf } from "./state/surface.js";

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
  const own = page.enabled && !press.repeat && ownAction(press, page);
  if (own || own === null) return own;
  if (press.ctrl || press.alt) return null;
  const way = { ArrowLeft: -1, ArrowRight: 1 }[press.code];
  if (way && page.enabled && page.file && !page.control) return { do: "nudge", way, fine: Boolean(press.shift) };
  if (press.repeat) return null;
  if (press.key === "?") return { do: "help" };
  if (!page.enabled) return null;
  const turn = { PageDown: "next", PageUp: "previous", Home: "first", End: "last" }[press.code];
  if (turn && page.deck && !page.control) return { do: "turn", go: turn, cue: Boolean(press.shift) };
  const digit = /^(?:Digit|Numpad)([1-9])$/.exec(press.code);
  if (digit) return { do: press.shift ? "take" : "preview", index: Number(digit[1]) - 1 };
  if (press.code === "KeyF" && press.shift) return { do: "ftb" };
  if (press.code === "KeyC") return { do: press.shift ? "captions_clear" : "captions_show" };
  const which = { KeyI: "in", KeyO: "out" }[press.code];
  if (which) return { do: press.shift ? "unmark" : "mark", which };
  if (press.shift) return null;
  if (press.code === "KeyK") return { do: "play" };
  if (press.code === "KeyJ") return { do: "cue" };
  if (page.control) return null;
  if (press.code === "Space") return { do: "cut" };
  if (press.code === "Enter" || press.code === "NumpadEnter") return { do: "auto" };
  return null;
}

/** What the show's own keys make of a press: an action, null for nothing at all, false where they say nothing. */
function ownAction(press, page) {
  const deed = deedOf(page.keys ?? {}, press);
  if (!deed || (page.control && ["Space", "Enter", "NumpadEnter"].includes(press.code))) return false;
  if (deed.do === "none") return null;
  if (deed.do === "scene" || deed.do === "source") return { do: deed.takes ? "take" : "preview", id: deed.id };
  return deed.id ? { do: deed.do, id: deed.id } : { do: deed.do };
}

/** The sheet shown for `?`, in the order a director learns them; keys stand in brackets. */
export const SHEET = () => [
  ["[1] – [9]", gettext("Line up a scene on preview")],
  [gettext("[Shift] + [1] – [9]"), gettext("Put a scene on air at once (unless the air lock is on)")],
  [gettext("[Space]"), gettext("CUT: preview goes on air, the buses swap")],
  [gettext("[Enter]"), gettext("AUTO: the same, with the chosen transition")],
  [gettext("[Shift] + [F]"), gettext("Fade to black, and back (unless the air lock is on)")],
  ["[K]", gettext("Play the file on preview, or pause it; without one there, the file on program")],
  ["[J]", gettext("Cue it: stand on its first picture, ready to play")],
  ["[I]", gettext("Begin here: its in point. Shift + I takes it away")],
  ["[O]", gettext("End here: its out point. Shift + O takes it away")],
  [gettext("[←] or [→]"), gettext("A second back or on; with Shift a frame")],
  [
    gettext("[PageDown] or [PageUp]"),
    gettext("The next page of a document on program, or the one before; elsewhere of the cued one"),
  ],
  [gettext("[Shift] + [PageDown]"), gettext("Cue the next page; Shift + PageUp cues the one before")],
  [gettext("[Home] or [End]"), gettext("The first page, the last page")],
  ["[C]", gettext("Hide the captions, and show them again")],
  [gettext("[Shift] + [C]"), gettext("Clear the captions: what stands and what waits goes")],
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
