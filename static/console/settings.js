/** What a director set for this browser. */

const SHORTCUTS = "tally.shortcuts";

export const shortcutsOn = () => localStorage.getItem(SHORTCUTS) !== "off";
export const setShortcuts = (on) => localStorage.setItem(SHORTCUTS, on ? "on" : "off");

const THEME = "tally.theme";

export const theme = () => localStorage.getItem(THEME) ?? "dark";

/** Dark, as control rooms are, or light; kept in this browser, for every page of Tally. */
export function setTheme(name) {
  localStorage.setItem(THEME, name);
  document.documentElement.dataset.theme = name;
}
