/** Cutting a clip out of what plays: in and out by handles, by number or from where the picture stands. */

import { gettext, interpolate } from "../../i18n.js";
import { told } from "../state/told.js";
import { h, text } from "../widgets/h.js";
import { field } from "../widgets/layer.js";
import { handles } from "./handles.js";
import { moved, read, written } from "./moments.js";

/**
 * `player` is the video; `cut({start_s, end_s, name})` asks for the clip and may throw. `follow(seconds)` tells how
 * long the part is by now.
 */
export function trimmer({ player, rate, cut }) {
  const picture = 1 / rate;
  const state = { stretch: { start: 0, end: 0 }, length: 0, touched: false };
  const numbers = { start: moment(gettext("In")), end: moment(gettext("Out")) };
  const name = h("input.input", { maxlength: 120, placeholder: gettext("as the recording") });
  const long = h("output.trim-length", {});
  const problem = h("p.problem", { role: "alert", hidden: true });
  const make = h("button.button.primary", { type: "submit" }, gettext("Make a clip"));
  const move = (which, to) => {
    state.stretch = moved(state.stretch, which, to, { length: state.length, picture });
    state.touched = true;
    player.pause();
    player.currentTime = which === "end" ? Math.max(0, state.stretch.end - picture) : state.stretch.start;
    show();
  };
  const line = handles({ move, picture: () => picture });
  const show = () => {
    line.show(state.stretch, state.length);
    for (const [which, input] of Object.entries(numbers))
      if (document.activeElement !== input) input.value = written(state.stretch[which]);
    text(long, interpolate(gettext("%(length)s long"), { length: written(state.stretch.end - state.stretch.start) }));
    make.disabled = state.length < picture;
  };
  for (const [which, input] of Object.entries(numbers)) {
    input.addEventListener("change", () => {
      const to = read(input.value);
      if (to !== null) move(which, to);
      input.value = written(state.stretch[which]);
    });
  }
  const here = (which, words) => {
    const at = () => move(which, player.currentTime + (which === "end" ? picture : 0));
    return h("button.button.small", { type: "button", onclick: at }, words);
  };
  const form = h(
    "form.trim",
    {},
    line.element,
    h("div.trim-ends", {}, field(gettext("In"), numbers.start), here("start", gettext("In here"))),
    h("div.trim-ends", {}, field(gettext("Out"), numbers.end), here("end", gettext("Out here"))),
    field(gettext("Name of the clip"), name),
    problem,
    h("div.row", {}, long, h("span.spring"), make),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    make.disabled = true;
    problem.hidden = true;
    try {
      await cut({ start_s: round(state.stretch.start), end_s: round(state.stretch.end), name: name.value.trim() });
      name.value = "";
    } catch (error) {
      problem.hidden = false;
      text(problem, told(error.message));
    } finally {
      make.disabled = false;
    }
  });
  const follow = (length) => {
    state.length = length;
    if (!state.touched) state.stretch = { start: 0, end: length };
    show();
  };
  return { element: form, follow };
}

const round = (seconds) => Math.round(seconds * 1e4) / 1e4;

function moment(words) {
  return h("input.input.moment", { inputmode: "decimal", "aria-label": words, autocomplete: "off" });
}
