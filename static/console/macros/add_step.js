/** The line under a macro's steps that adds one: what it does, with what, and the button. */

import { gettext } from "../../i18n.js";
import { msIn } from "../take/way.js";
import { h } from "../widgets/h.js";
import { field, select } from "../widgets/layer.js";
import { ASKED, choicesOf, optionsOf } from "./choices.js";

/** The element; `added(step)` hears of each, `full()` says whether there is no room for more. */
export function stepAdder(show, { added, full }) {
  const choices = choicesOf(show);
  const asked = h("span.macro-asked", {});
  const what = select(
    choices.map(({ name, words }) => [name, words]),
    choices[0].name,
    { "aria-label": gettext("What the step does"), onchange: () => askFor() },
  );
  const said = h("p.problem", { role: "alert", hidden: true });
  const chosen = () => choices.find(({ name }) => name === what.value);
  let fields = [];
  const askFor = () => {
    fields = chosen().asks.map((one) => [one, controlFor(one, show)]);
    asked.replaceChildren(...fields.map(([one, control]) => field(ASKED[one], control)));
  };
  const add = () => {
    const values = Object.fromEntries(fields.flatMap(([one, control]) => Object.entries(valueOf(one, control))));
    const why = full() || (values.duration_ms === null ? gettext("A duration is up to 20 seconds, such as 1.5.") : "");
    said.textContent = why;
    said.hidden = !why;
    if (!why) added(chosen().make(values));
  };
  askFor();
  const button = h("button.button.small", { type: "button", onclick: add }, gettext("Add the step"));
  return h("div.macro-add", { role: "group", "aria-label": gettext("Add a step") }, what, asked, button, said);
}

function controlFor(asked, show) {
  const options = optionsOf(asked, show);
  if (options) return select(options, options[0]?.[0] ?? "");
  return h("input.input", { type: "text", inputmode: "decimal", placeholder: gettext("as set") });
}

function valueOf(asked, { value }) {
  if (asked !== "duration") return { [asked]: value };
  return { duration_ms: value.trim() ? msIn(value) : 0 };
}
