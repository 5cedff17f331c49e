/** The sheet of a macro: its name and colour, its key, and its steps in order with the waits between them. */

import { gettext, interpolate } from "../../i18n.js";
import { h, icon } from "../widgets/h.js";
import { holdable } from "../widgets/hold.js";
import { field } from "../widgets/layer.js";
import { formSheet } from "../widgets/sheet.js";
import { comboFor } from "../state/surface.js";
import { keyField } from "./key_field.js";
import { keysOf, macrosOf } from "./panel.js";
import { stepWords } from "./words.js";

export function openMacro(app, macro) {
  const { view, api } = app;
  const draft = structuredClone(macro);
  const name = h("input.input", { value: draft.name, maxlength: 120, required: true, autofocus: true });
  const color = h("input.input", { type: "color", value: draft.color.slice(0, 7) });
  const had = comboFor(keysOf(view.value.show), "macro", macro.id);
  const key = keyField(had);
  const steps = h("ol.macro-steps", {});
  drawSteps(steps, draft, view.value.show);
  const there = () => macrosOf(view.value.show).some(({ id }) => id === macro.id);
  const others = () => macrosOf(view.value.show).filter(({ id }) => id !== macro.id);
  const sheet = formSheet(there() ? interpolate(gettext("Edit %(name)s"), macro) : gettext("New macro"), {
    body: [
      h("div.row", {}, field(gettext("Name"), name), field(gettext("Colour"), color)),
      field(gettext("Key"), key.element, gettext("Press the keys; Backspace takes them away")),
      h("h3", {}, gettext("Steps")),
      steps,
    ],
    action: gettext("Save"),
    danger: (close) =>
      there() &&
      holdable(h("button.button.danger", { type: "button" }, h("span.ring"), gettext("Hold to delete")), async () => {
        await api.patch("", { surface: { macros: others() } });
        close();
      }),
    save: () => {
      if (!draft.steps.length) throw new Error(gettext("A macro needs a step. Delete it instead."));
      const saved = { ...draft, name: name.value, color: color.value };
      const all = macrosOf(view.value.show);
      const macros = there() ? all.map((one) => (one.id === macro.id ? saved : one)) : [...all, saved];
      return api.patch("", { surface: { macros, keys: keysAfter(had, key.value(), macro.id) } });
    },
  });
  return sheet;
}

/** What changes of the keys, as a merge patch. Pure. */
export function keysAfter(had, has, id) {
  if (had === has) return {};
  return { ...(had ? { [had]: null } : {}), ...(has ? { [has]: { do: "macro", id } } : {}) };
}

function drawSteps(list, draft, show) {
  const draw = () => drawSteps(list, draft, show);
  const button = (name, words, disabled, onclick) =>
    h(
      "button.button.quiet.icon-only.small",
      { type: "button", disabled, "aria-label": words, title: words, onclick },
      icon(name),
    );
  list.replaceChildren(
    ...draft.steps.map((step, at) => {
      const wait = h("input.input", {
        type: "number",
        min: 0,
        max: 600,
        step: 0.1,
        value: step.after_ms / 1000,
        "aria-label": gettext("Seconds after the step before"),
        onchange: ({ target }) =>
          (step.after_ms = Math.round(Math.max(0, Math.min(600, target.valueAsNumber || 0)) * 1000)),
      });
      return h(
        "li.macro-step",
        {},
        h("span.macro-wait", {}, wait, h("span.unit", {}, gettext("s"))),
        h("span.macro-words", {}, stepWords(step, show)),
        button("up", gettext("Up"), at === 0, () => (moved(draft.steps, at, -1), draw())),
        button("down", gettext("Down"), at === draft.steps.length - 1, () => (moved(draft.steps, at, 1), draw())),
        button("close", gettext("Remove"), false, () => (draft.steps.splice(at, 1), draw())),
      );
    }),
  );
}

function moved(steps, at, way) {
  [steps[at], steps[at + way]] = [steps[at + way], steps[at]];
}
