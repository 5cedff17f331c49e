/** A macro's steps as a list: what each does, how long after the one before, and its place. */

import { gettext } from "../../i18n.js";
import { h, icon } from "../widgets/h.js";
import { stepWords } from "./words.js";

const WAIT_MOST_S = 600;

/** Draw `steps` into `list`, and anew whenever one is moved or removed; `changed()` hears of it. */
export function drawSteps(list, steps, show, changed = () => {}) {
  const edit = (act) => () => {
    act();
    changed();
    drawSteps(list, steps, show, changed);
  };
  list.replaceChildren(
    ...steps.map((step, at) =>
      h(
        "li.macro-step",
        {},
        h("span.macro-wait", {}, waitOf(step), h("span.unit", {}, gettext("s"))),
        h("span.macro-words", {}, stepWords(step, show)),
        sign(
          "up",
          gettext("Up"),
          at === 0,
          edit(() => swap(steps, at, at - 1)),
        ),
        sign(
          "down",
          gettext("Down"),
          at === steps.length - 1,
          edit(() => swap(steps, at, at + 1)),
        ),
        sign(
          "close",
          gettext("Remove"),
          false,
          edit(() => steps.splice(at, 1)),
        ),
      ),
    ),
  );
}

function waitOf(step) {
  return h("input.input", {
    type: "number",
    min: 0,
    max: WAIT_MOST_S,
    step: 0.01,
    value: step.after_ms / 1000,
    "aria-label": gettext("Seconds after the step before"),
    onchange: ({ target }) => (step.after_ms = waitIn(target.valueAsNumber)),
  });
}

/** Milliseconds of a wait of so many seconds, within what can be stored. Pure. */
export const waitIn = (seconds) => Math.round(Math.max(0, Math.min(WAIT_MOST_S, seconds || 0)) * 1000);

function sign(name, words, disabled, onclick) {
  const props = { type: "button", disabled, "aria-label": words, title: words, onclick };
  return h("button.button.quiet.icon-only.small", props, icon(name));
}

function swap(steps, one, other) {
  [steps[one], steps[other]] = [steps[other], steps[one]];
}
