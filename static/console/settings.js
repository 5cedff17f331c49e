/** What a director set for this browser. */

const SHORTCUTS = "tally.shortcuts";

export const shortcutsOn = () => localStorage.getItem(SHORTCUTS) !== "off";
export const setShortcuts = (on) => localStorage.setItem(SHORTCUTS, on ? "on" : "off");
