/** The top line on a narrow screen: what does not fit leaves for one menu at its end, and comes back where it does. */

import { gettext } from "../../i18n.js";
import { leaving } from "../frame/room.js";
import { attr, h, icon, toggle } from "../widgets/h.js";
import { menuItem, openMenu } from "../widgets/layer.js";

// In the order in which they give way; what is not named here always stands in the line.
const GIVES_WAY = [
  ...[".help", ".to-library", ".to-views", ".to-rundowns", ".people", ".steps", ".clock"],
  ...[".to-settings", ".out", ".schedule-line", ".stop"],
];
const IN_MENU = [
  ...[".clock", ".schedule-line", ".out", ".steps", ".people", ".to-settings"],
  ...[".to-rundowns", ".to-views", ".to-library", ".help", ".stop"],
];
const NAME_PX = 48; // of the show's name, at the least
const LESS_PX = 24;
const NAME_SHARE = { beside: 0.16, alone: 0.3 }; // of the line, before anything else leaves it for the name
const WRAPS = "(max-width: 640px)"; // what is on air has a line of its own there

/** `stop()` makes another of the button that takes the show off air: it must be held there too. */
export function mountBarMenu(bar, { stop }) {
  const groups = [...bar.querySelectorAll(":scope > .bar-group")];
  const props = { type: "button", "aria-label": gettext("More"), title: gettext("More"), "aria-haspopup": "true" };
  const button = h("button.button.quiet.icon-only.bar-more", { ...props, hidden: true }, icon("more"));
  button.addEventListener("click", () => open(bar, button, stop));
  bar.querySelector(".bar-right").append(button);
  const wraps = matchMedia(WRAPS);
  const fit = () => fold(bar, groups, button, wraps.matches);
  const watcher = new ResizeObserver(() => requestAnimationFrame(fit));
  for (const one of [bar, ...groups.flatMap((group) => [...group.children])]) watcher.observe(one);
}

/** All of it into the line, measured, and out again what is too much; nobody sees it, as nothing is drawn between. */
function fold(bar, groups, button, wraps) {
  const items = GIVES_WAY.map((found) => bar.querySelector(`.bar-group ${found}`)).filter(Boolean);
  const name = bar.querySelector(".show-name");
  const name_px = Math.max(NAME_PX, bar.clientWidth * NAME_SHARE[wraps ? "alone" : "beside"]);
  toggle(name, "data-long", false);
  for (const one of items) toggle(one, "data-folded", false);
  const lines = wraps ? [[groups[0], groups[2]], [groups[1]]] : [groups];
  const menu_px = parseFloat(getComputedStyle(bar).getPropertyValue("--touch")) || 32;
  const gone = lines.flatMap((line) => tooMuch(bar, line, items, { menu_px, name_px }));
  for (const one of items) toggle(one, "data-folded", gone.includes(one));
  button.hidden = !gone.length;
  groups[0].style.setProperty("min-inline-size", `${needOf(groups[0], name_px)}px`);
  toggle(name, "data-long", name.scrollWidth > name.clientWidth); // in two lines, smaller
  attr(
    button,
    "data-out",
    gone.some((one) => one.matches(".out")),
  );
}

/** Those of a line's `items` that leave it. */
function tooMuch(bar, line, items, { menu_px, name_px }) {
  const gap_px = gapOf(line[0]);
  const { paddingLeft, paddingRight } = getComputedStyle(bar);
  const room_px = bar.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
  const need_px = line.reduce((sum, group) => sum + needOf(group, name_px), (line.length - 1) * gapOf(bar));
  const inside = items.filter((one) => line.some((group) => group.contains(one)));
  const named = inside.map((one, at) => ({ name: at, width_px: one.offsetWidth }));
  return leaving(named, { need_px, room_px, gap_px, menu_px }).map((at) => inside[at]);
}

function needOf(group, name_px) {
  const shown = [...group.children].filter((one) => isThere(one) && !one.matches(".bar-more"));
  return shown.reduce((sum, one) => sum + widthOf(one, name_px), Math.max(0, shown.length - 1) * gapOf(group));
}

// A name that all the others have pressed to nothing is to have its room again.
const isThere = (one) => one.offsetWidth || (one.matches(".show-name") && one.textContent);
const widthOf = (one, name_px) => (one.matches(".show-name") ? claimOf(one.scrollWidth, name_px) : one.offsetWidth);
// In two lines, which are smaller, it needs less than half of what it needs in one.
const claimOf = (whole_px, most_px) => Math.min(whole_px, most_px, Math.max(NAME_PX, whole_px / 2 - LESS_PX));
const gapOf = (element) => parseFloat(getComputedStyle(element).columnGap) || 0;

function open(bar, button, stop) {
  const gone = IN_MENU.map((found) => bar.querySelector(`.bar-group ${found}[data-folded]`)).filter(there);
  const items = gone.flatMap((one) => itemsOf(one, stop));
  openMenu(button, gettext("More"), items, "bar-menu");
}

const there = (one) => one && !one.hidden;

/** What stands in the menu for a part of the line: a row of the same words, sign and deed. */
function itemsOf(one, stop) {
  if (one.matches(".clock"))
    return [h("p.menu-note.menu-clock", {}, [...one.children].map((part) => part.textContent).join(" "))];
  if (one.matches(".stop")) return [Object.assign(stop(), { disabled: one.disabled })];
  const parts = one.matches(".steps") ? [...one.children] : [one];
  return parts.map(rowOf);
}

function rowOf(part) {
  const signs = [...part.querySelectorAll(".icon, .lamp")].filter((one) => !one.closest("[hidden]"));
  const words = part.querySelector(".said")?.textContent ?? part.getAttribute("aria-label") ?? part.textContent.trim();
  const content = [...signs.map((one) => one.cloneNode(true)), h("span", {}, words)];
  if (part.matches("a")) return h("a.menu-item", { href: part.getAttribute("href"), data: { closes: "" } }, ...content);
  return menuItem(content, () => part.click(), { disabled: part.disabled });
}
