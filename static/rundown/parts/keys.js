/** The keys of the list. */

import { all, walked } from "../plain/selection.js";
import { jumpTo } from "./asking.js";
import { moveChosen, removeChosen } from "./making.js";
import { dryKeys, toggleDry } from "./dry.js";
import { openEditor, openHelp } from "./sheets.js";

const STEPS = { ArrowUp: -1, ArrowDown: 1, Home: -Infinity, End: Infinity, PageUp: "page", PageDown: "page" };

export function listKeys(event, app, list) {
  const done = act(event, app, list);
  if (!done) return;
  event.preventDefault();
  event.stopPropagation();
}

function act(event, app, list) {
  const { key, shiftKey: shift, altKey: alt } = event;
  const ctrl = event.ctrlKey || event.metaKey;
  const { selection } = app.work.value;
  const { ids } = app.rows.value;
  if (alt && (key === "ArrowUp" || key === "ArrowDown")) return (moveChosen(app, key === "ArrowUp" ? -1 : 1), true);
  if (key in STEPS && !ctrl && !alt) return (walk(app, list, key, shift), true);
  if (ctrl && key.toLowerCase() === "a") return (app.set({ selection: all(ids, selection) }), true);
  if (ctrl || alt) return false;
  if (key === " " && selection.focus) return (toggle(app, selection), true);
  if (key === "Enter" && selection.focus) return (list.enter(selection.focus), true);
  if ((key === "e" || key === "F2") && selection.focus) return (openEditor(app), true);
  if (key === "j" && selection.focus) return (jumpTo(app, selection.focus), true);
  if (key === "Delete" && app.view.value.editable) return (removeChosen(app), true);
  if (key === "Escape" && selection.chosen.size && !app.work.value.dry)
    return (app.set({ selection: { ...selection, chosen: new Set() } }), true);
  return false;
}

function walk(app, list, key, shift) {
  const page = Math.max(1, Math.floor(list.scroller.clientHeight / 44) - 1);
  const by = STEPS[key] === "page" ? (key === "PageUp" ? -page : page) : STEPS[key];
  app.set({ selection: walked(app.work.value.selection, by, app.rows.value.ids, { shift }) });
  list.reveal();
}

function toggle(app, selection) {
  const chosen = new Set(selection.chosen);
  if (!chosen.delete(selection.focus)) chosen.add(selection.focus);
  app.set({ selection: { ...selection, chosen, anchor: selection.focus } });
}

const key = ({ key: pressed }) => pressed.toLowerCase();

/** A sheet beside the list takes only the keys that are pressed inside of it. */
const inDialog = (target) => document.querySelector("dialog:modal") || target.closest?.("dialog");

/** The keys of the whole page, wherever the focus is. */
export function pageKeys(app) {
  document.addEventListener("keydown", (event) => {
    const ctrl = event.ctrlKey || event.metaKey;
    const typing = event.target.matches?.("input, textarea, select");
    if (event.key === "F8" && !event.repeat) return (event.preventDefault(), void app.ask("standby"));
    if (event.key === "Escape" && app.work.value.sheet && !inDialog(event.target)) return void app.closeSheet();
    if (typing || !app.work.value.id || inDialog(event.target)) return;
    if (!event.defaultPrevented && !ctrl && !event.altKey && dryKeys(app, event)) return event.preventDefault();
    if (key(event) === "d" && !ctrl) return (event.preventDefault(), void toggleDry(app));
    const step = ctrl && { z: event.shiftKey ? "redo" : "undo", y: "redo" }[event.key.toLowerCase()];
    if (step && app.view.value.editable) return (event.preventDefault(), void app.edits.step(step));
    if (event.key === "/" && !ctrl) return (event.preventDefault(), document.querySelector(".search")?.focus());
    if (event.key === "?") openHelp();
  });
}
