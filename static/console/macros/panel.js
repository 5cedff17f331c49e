/** Macros: a button each, what is recorded into one, and how far those are that run. */

import { gettext, interpolate, ngettext } from "../../i18n.js";
import { attr, h, icon, List, text } from "../widgets/h.js";
import { capOf, comboFor, progressOf } from "../state/surface.js";
import { keysOf } from "../keys/caps.js";
import { openMacro } from "../sheets.js";
import { mountPlanned } from "./planned.js";

export const macrosOf = ({ surface }) => surface?.macros ?? [];

export function mountMacros(root, app) {
  const { view, recorder } = app;
  const record = h("button.button.small.macro-record", { type: "button", "aria-pressed": "false" });
  const hint = h("p.empty.macro-hint", {});
  const grid = h("div.macro-grid", {});
  record.addEventListener("click", () => turnRecorder(app));
  const planned = h("section.macro-planned", { hidden: true });
  root.append(h("div.macro-head", {}, record), hint, grid, planned);
  mountPlanned(planned, app);
  const list = new List(grid, {
    make: (macro) => makeButton(macro, app),
    update: (element, macro) => showButton(element, macro, app),
  });
  const draw = () => {
    const { show, editable, live, known } = view.value;
    const steps = recorder.state.value;
    list.show(macrosOf(show));
    record.disabled = !editable || (!live && steps === null);
    attr(record, "aria-pressed", steps !== null);
    text(record, steps === null ? gettext("Record a macro") : gettext("Stop and save"));
    text(hint, hintOf(steps, macrosOf(show).length, known));
    hint.hidden = !hint.textContent;
  };
  view.watch(({ show, macros, editable, live, known }) => [show, macros, editable, live, known], draw);
  recorder.state.watch((steps) => [steps], draw);
}

function hintOf(steps, macros, known) {
  if (steps !== null)
    return interpolate(gettext("Writing down what you do: %(steps)s so far. It happens on air as always."), { steps });
  if (macros || !known) return "";
  return gettext("No macros yet. Record what you do, and do it again with one press.");
}

function turnRecorder(app) {
  const { recorder, notices } = app;
  if (recorder.state.value === null) return recorder.begin();
  const steps = recorder.end();
  if (!steps.length) return notices.say(gettext("Nothing was pressed, so there is no macro."), "warning");
  return openMacro(app, { id: freshId(), name: "", color: "#3a4450", steps });
}

/** Letters that no other macro has. */
export const freshId = () => `mac_${crypto.getRandomValues(new Uint32Array(2)).join("")}`;

function makeButton(macro, app) {
  const { view, ask } = app;
  const parts = { name: h("span.macro-name", {}), key: h("kbd", {}), bar: h("i.macro-bar", { "aria-hidden": "true" }) };
  parts.run = h(
    "button.macro-run",
    {
      type: "button",
      onclick: () => ask(runs(view.value, macro.id) ? "stop_macro" : "run_macro", { macro: macro.id }),
    },
    parts.name,
    parts.key,
    parts.bar,
  );
  const now = () => macrosOf(view.value.show).find(({ id }) => id === macro.id) ?? macro;
  parts.edit = h(
    "button.button.quiet.icon-only.small",
    { type: "button", onclick: () => openMacro(app, now()) },
    icon("edit"),
  );
  return Object.assign(h("div.macro", { data: { id: macro.id } }, parts.run, parts.edit), { parts });
}

const runs = ({ macros }, id) => progressOf(macros).has(id);

function showButton({ parts }, macro, { view }) {
  const { show, macros, live, editable } = view.value;
  const running = progressOf(macros).get(macro.id);
  const combo = comboFor(keysOf(show), "macro", macro.id);
  text(parts.name, macro.name);
  text(parts.key, combo && capOf(combo));
  parts.key.hidden = !combo;
  parts.run.disabled = !live;
  parts.run.style.setProperty("--macro", macro.color);
  parts.bar.style.setProperty("--share", running ? running.share : 0);
  attr(parts.run, "data-running", Boolean(running));
  parts.run.title = running
    ? interpolate(gettext("Step %(step)s of %(steps)s. Press to stop"), running)
    : interpolate(ngettext("%(steps)s step", "%(steps)s steps", macro.steps.length), { steps: macro.steps.length });
  parts.edit.disabled = !editable;
  attr(parts.edit, "aria-label", interpolate(gettext("Edit %(name)s"), { name: macro.name }));
}
