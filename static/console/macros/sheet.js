/** The sheet of a macro: its name and colour, its key, and its steps in order with the waits between them. */

import { gettext, interpolate } from "../../i18n.js";
import { h } from "../widgets/h.js";
import { holdable } from "../widgets/hold.js";
import { field } from "../widgets/layer.js";
import { formSheet } from "../widgets/sheet.js";
import { capOf } from "../state/surface.js";
import { combosOf, given, losesTo } from "../keys/bindings.js";
import { keysOf } from "../keys/caps.js";
import { deedWords } from "../keys/deeds.js";
import { keyField } from "../keys/key_field.js";
import { stepAdder } from "./add_step.js";
import { macrosOf } from "./panel.js";
import { STEPS_MOST } from "./recorder.js";
import { drawSteps } from "./steps.js";

export function openMacro(app, macro) {
  const { view, api } = app;
  const draft = structuredClone(macro);
  const name = h("input.input", { value: draft.name, maxlength: 120, required: true, autofocus: true });
  const color = h("input.input", { type: "color", value: draft.color.slice(0, 7) });
  const key = macroKey(macro.id, view, () => (sheet.unsaved = true));
  const there = () => macrosOf(view.value.show).some(({ id }) => id === macro.id);
  const others = () => macrosOf(view.value.show).filter(({ id }) => id !== macro.id);
  const sheet = formSheet(there() ? interpolate(gettext("Edit %(name)s"), macro) : gettext("New macro"), {
    body: [
      h("div.row", {}, field(gettext("Name"), name), field(gettext("Colour"), color)),
      key.element,
      h("h3", {}, gettext("Steps")),
      ...stepsOf(draft, view.value.show, () => (sheet.unsaved = true)),
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
      return api.patch("", { surface: { macros, keys: key.patch() } });
    },
  });
  return sheet;
}

/** The steps, and what adds one behind them. */
function stepsOf(draft, show, changed) {
  const list = h("ol.macro-steps", {});
  const draw = () => drawSteps(list, draft.steps, show, changed);
  const added = (step) => {
    draft.steps.push(step);
    changed();
    draw();
  };
  const full = () => (draft.steps.length < STEPS_MOST ? "" : gettext("A macro has a hundred steps at most."));
  draw();
  return [list, stepAdder(show, { added, full })];
}

/** The key of a macro, which it gets when it is saved: `{element, patch()}`. */
function macroKey(id, view, changed) {
  const deed = { do: "macro", id };
  const said = h("p.hint", { role: "status" });
  let wanted = null;
  const key = keyField({
    pressed: (combo) => {
      const { show } = view.value;
      const loser = combo && losesTo(deed, keysOf(show), combo, show);
      wanted = combo;
      said.textContent = loser ? takenWords(combo, loser, show) : "";
      key.show(combo ? [combo] : [], gettext("this macro"));
      changed();
    },
    refused: (why) => (said.textContent = why),
  });
  key.show(combosOf(keysOf(view.value.show), deed), gettext("this macro"));
  const element = h("div.field", {}, h("span.label", {}, gettext("Key")), key.element, said);
  return { element, patch: () => (wanted === null ? {} : given(keysOf(view.value.show), deed, wanted)) };
}

function takenWords(combo, loser, show) {
  const words = gettext("%(keys)s is taken from “%(name)s” when you save.");
  return interpolate(words, { keys: capOf(combo), name: deedWords(loser, show) });
}
