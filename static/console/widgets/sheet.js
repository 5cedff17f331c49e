/**
 * Sheets: what edits or asks at length stands over the right column, while monitors, CUT and AUTO stay in sight and
 * at hand. A sheet is not modal: the desk's keys go on working outside of its fields.
 */

import { gettext } from "../../i18n.js";
import { FIELDS } from "../frame/stops.js";
import { formOver } from "./form_over.js";
import { h, icon } from "./h.js";

// Those that stand, the one in sight last. One that would lose something waits beneath the next.
const standing = [];
// What was pressed last, the mouse or a key: a sheet may open later than that.
let byHand = false;
for (const [name, is] of Object.entries({ pointerdown: true, keydown: false }))
  globalThis.addEventListener?.(name, () => (byHand = is), true);

/**
 * Open a sheet; it removes itself when closed. `make(close)` returns its content.
 *
 * One is in sight at a time: the next takes the place of the one before, or covers it until it closes where it was
 * opened from inside of it, or where that has something that is not saved. `keep`: Esc leaves it open, as what it
 * shows is never shown again; `danger`: an element of its head.
 */
export function openSheet(title, make, { danger = null, keep = false } = {}) {
  const sheet = h("dialog.dialog.aside", { "aria-label": title });
  const close = () => sheet.close();
  const closer = h(
    "button.button.quiet.icon-only",
    { type: "button", "aria-label": gettext("Close"), onclick: close },
    icon("close"),
  );
  sheet.append(h("header.dialog-head", {}, h("h2", {}, title), danger, closer), make(close));
  Object.assign(sheet, { keep, unsaved: false });
  cover(standing.at(-1));
  standing.push(sheet);
  const body = sheet.querySelector(".dialog-body");
  if (body && !body.querySelector("button, input, select, textarea, a")) body.tabIndex = 0; // it scrolls, by key too
  sheet.addEventListener("close", () => leave(sheet));
  (document.querySelector("main.desk, .workplace") ?? document.body).append(sheet);
  sheet.show();
  if (byHand && document.activeElement === closer) closer.blur(); // opened by mouse: Space stays CUT
  return sheet;
}

/** A form in a sheet: problems are said inside it, and it cannot be sent twice. `save()` may throw. */
export function formSheet(title, { body, action, save, danger = null }) {
  const sheet = openSheet(title, (close) => formOver(close, { body, action, save, danger }));
  const form = sheet.querySelector("form");
  for (const name of ["input", "change"]) form.addEventListener(name, () => (sheet.unsaved = true));
  sheet.querySelector("[autofocus]")?.focus(); // what a browser focuses by itself is the first button
  return sheet;
}

/** The sheet that is in sight, or null. */
export const openedSheet = () => standing.at(-1) ?? null;

/** Esc: fields are left before something unsaved would be lost; returns whether there was anything to do. */
export function escapeSheet() {
  const sheet = standing.at(-1);
  if (!sheet) return false;
  const inside = sheet.contains(document.activeElement);
  if ((sheet.keep || sheet.unsaved) && inside) document.activeElement.blur();
  else if (!sheet.keep) sheet.close();
  return true;
}

function cover(sheet) {
  if (!sheet) return;
  const inside = sheet.contains(document.activeElement) || sheet.contains(globalThis.event?.target ?? null);
  if (inside || sheet.keep || sheet.unsaved) sheet.hidden = true;
  else sheet.close();
}

function leave(sheet) {
  if (standing.includes(sheet)) standing.splice(standing.indexOf(sheet), 1);
  sheet.remove();
  if (standing.length) standing.at(-1).hidden = false;
}

/** A field of the desk is left first, and what listens for a key; the sheet beside it stays. */
const leavesField = (target) =>
  target.matches?.("[data-listening]") || (target.matches?.(FIELDS) && !target.closest("dialog"));

const above = () => document.querySelector("dialog:modal, [popover]:popover-open");

globalThis.addEventListener?.(
  "keydown",
  (event) => {
    if (event.key !== "Escape" || event.repeat || above() || leavesField(event.target)) return;
    if (escapeSheet()) event.stopPropagation();
  },
  true,
);
