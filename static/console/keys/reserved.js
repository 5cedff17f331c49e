/** Keys that nobody can give away: the browser takes some before any page, and some are the way out. Pure. */

import { gettext, interpolate } from "../../i18n.js";
import { capOf } from "../state/surface.js";

const TABS = gettext("%(keys)s is the browser's: it opens, closes or changes tabs and windows.");
const WAYS = gettext("%(keys)s is the browser's: it goes to another page, or to its address.");
const TEXT = gettext("%(keys)s is for text: copy, paste, choose all, search.");
const VIEW = gettext("%(keys)s is the browser's: it changes how the page is shown, or looks into it.");
const STEPS = gettext("%(keys)s takes an edit back, or does it again.");

const BY_KEY = {
  ...of(TABS, "Ctrl+KeyT Ctrl+KeyN Ctrl+KeyW Ctrl+F4 Alt+F4 Ctrl+PageUp Ctrl+PageDown Ctrl+Tab Ctrl+Shift+Tab"),
  ...of(TABS, "Ctrl+Shift+KeyT Ctrl+Shift+KeyN Ctrl+Shift+KeyW Ctrl+Shift+KeyP Ctrl+KeyQ Ctrl+Shift+KeyQ"),
  ...of(WAYS, "Alt+ArrowLeft Alt+ArrowRight Alt+Home Alt+KeyD Ctrl+KeyL Ctrl+KeyR Ctrl+Shift+KeyR Ctrl+F5"),
  ...of(WAYS, "Ctrl+KeyD Ctrl+KeyO Ctrl+KeyH Ctrl+KeyJ"),
  ...of(TEXT, "Ctrl+KeyC Ctrl+KeyV Ctrl+KeyX Ctrl+KeyA Ctrl+KeyF Ctrl+KeyP Ctrl+KeyS"),
  ...of(VIEW, "F11 F12 Ctrl+Shift+KeyI Ctrl+Shift+KeyJ Ctrl+Shift+KeyC Ctrl+KeyU Ctrl+Digit0 Ctrl+Minus Ctrl+Equal"),
  ...of(VIEW, "Ctrl+Shift+Equal Ctrl+NumpadAdd Ctrl+NumpadSubtract"),
  ...of(STEPS, "Ctrl+KeyZ Ctrl+Shift+KeyZ Ctrl+KeyY"),
};

function of(words, combos) {
  return Object.fromEntries(combos.split(" ").map((combo) => [combo, words]));
}

/** Why a combination cannot be had, in words, or "". `key`: what the press writes. */
export function refusalOf(combo, key = "") {
  const keys = capOf(combo);
  if (key === "?") return gettext("? opens this list, on every keyboard.");
  if (combo === "Ctrl+KeyK") return gettext("Ctrl + K opens the palette, while typing too.");
  if (/(^|\+)F8$/.test(combo)) return gettext("F8 is standby, at any time: while typing and in dialogs too.");
  if (!/^([A-Z][a-z]+\+)*[A-Z][A-Za-z0-9]*$/.test(combo) || /Unidentified$/.test(combo))
    return gettext("This key says nothing of itself. Choose another.");
  if (/^Ctrl\+Digit\d$/.test(combo)) return interpolate(TABS, { keys });
  return BY_KEY[combo] ? interpolate(BY_KEY[combo], { keys }) : "";
}
