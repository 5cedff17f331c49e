/** Dialogs and menus: native elements in the top layer, with the least dressing. */

import { gettext } from "../../i18n.js";
import { formOver } from "./form_over.js";
import { h, icon } from "./h.js";

/** Open a modal dialog; it removes itself when closed. `make(close)` returns its content. */
export function openDialog(title, make, { wide = false, danger = null } = {}) {
  const dialog = h(wide ? "dialog.dialog.wide" : "dialog.dialog", { "aria-label": title });
  const close = () => dialog.close();
  const closer = h(
    "button.button.quiet.icon-only",
    { type: "button", "aria-label": gettext("Close"), onclick: close },
    icon("close"),
  );
  dialog.append(h("header.dialog-head", {}, h("h2", {}, title), danger, closer), make(close));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/** A form in a dialog: problems are said inside it, and it cannot be sent twice. `save()` may throw. */
export function formDialog(title, { body, action, save, danger = null, wide = false }) {
  return openDialog(title, (close) => formOver(close, { body, action, save, danger }), { wide });
}

const CHOICES = ".menu-item:not(:disabled)";

/** Up and down a menu by arrow, round at its ends. */
function walk(event) {
  const way = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!way || event.target.matches("input, select, textarea")) return;
  const all = [...event.currentTarget.querySelectorAll(CHOICES)];
  const at = all.indexOf(document.activeElement);
  event.preventDefault();
  event.stopPropagation();
  all.at(at < 0 && way < 0 ? -1 : (at + way) % all.length)?.focus();
}

/**
 * A menu under a button; `items` are elements. Arrows walk it, and by keyboard its first choice has the focus; the
 * button has it again before what was chosen happens.
 */
export function openMenu(button, label, items, style = "") {
  const menu = h(
    style ? `div.menu.${style}` : "div.menu",
    { popover: "auto", role: "group", "aria-label": label },
    ...items,
  );
  // What is outside a modal dialog takes no press.
  (button.closest("dialog, main, header") ?? document.body).append(menu);
  menu.addEventListener("toggle", ({ newState }) => newState === "closed" && menu.remove());
  menu.addEventListener("click", (event) => event.target.closest("[data-closes]") && menu.hidePopover(), true);
  menu.addEventListener("keydown", walk);
  const byKey = document.activeElement === button && button.matches(":focus-visible");
  menu.showPopover();
  place(menu, button.getBoundingClientRect());
  if (byKey) menu.querySelector(CHOICES)?.focus();
  return menu;
}

function place(menu, { left, right, top, bottom }) {
  const { offsetWidth: width, offsetHeight: height } = menu;
  const x = Math.max(8, Math.min(left, innerWidth - width - 8, right - 0));
  const y = bottom + height + 8 > innerHeight ? Math.max(8, top - height - 4) : bottom + 4;
  menu.style.setProperty("left", `${x}px`);
  menu.style.setProperty("top", `${y}px`);
}

export function menuItem(words, onclick, props = {}) {
  return h("button.menu-item", { type: "button", data: { closes: "" }, onclick, ...props }, words);
}

export function field(words, control, hint) {
  return h("label.field", {}, h("span.label", {}, words), control, hint && h("span.hint", {}, hint));
}

export function select(options, value, props = {}) {
  return h(
    "select.input",
    props,
    ...options.map(([key, words]) => h("option", { value: key, selected: key === value }, words)),
  );
}

/** A line that can be copied with one press. */
export function copyLine(words, value, { secret = false } = {}) {
  const input = h("input.input", {
    value,
    readonly: true,
    "aria-label": words,
    onfocus: ({ target }) => target.select(),
  });
  const button = h("button.button", { type: "button" }, gettext("Copy"));
  button.addEventListener("click", async () => {
    if (!(await copied(value))) input.select();
    button.textContent = gettext("Copied");
  });
  return h(
    "div.field",
    {},
    h("span.label", {}, words),
    h("div.row", {}, input, button),
    secret && h("span.hint", {}, secret),
  );
}

/** The clipboard needs a secure page; over plain HTTP on a LAN the old way still works. */
async function copied(value) {
  try {
    await navigator.clipboard.writeText(value);
    return true;
  } catch {
    return false;
  }
}
