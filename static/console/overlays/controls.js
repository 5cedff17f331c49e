/** What some overlays are asked besides on and off: to count, to step through a list, to count a score on. */

import { gettext, interpolate } from "../../i18n.js";
import { clockOf, countedOf, runs, stepOf } from "../state/overlays.js";
import { kindOf } from "../state/facts.js";
import { attr, h, text } from "../widgets/h.js";

/** The controls of an overlay's kind, or null where it has none: `{element, show(overlay, state, live, present)}`. */
export function controlsOf({ id, content }, app) {
  const kind = kindOf("overlays", content.kind) ?? {};
  const act = (action, payload) => app.ask("overlay_action", { overlay: id, action, ...(payload && { payload }) });
  const parts = [
    kind.steps && stepping(kind, act),
    kind.counts && counting(act),
    ...(kind.numbers ?? []).map((name) => scoring(name, gettext(kind.texts[name]), act)),
  ].filter(Boolean);
  if (!parts.length) return null;
  const element = h("div.overlay-controls", {}, ...parts.map((one) => one.element));
  return { element, show: (...now) => parts.forEach((one) => one.show(...now)) };
}

const button = (words, press, name = words) =>
  h("button.button.small", { type: "button", "aria-label": name, onclick: press }, words);

function stepping({ lines }, act) {
  const place = h("span.overlay-place", { role: "status" });
  const back = button("←", () => act("previous"), gettext("Previous"));
  const next = button(gettext("Next"), () => act("next"));
  return {
    element: h("div.overlay-control", { role: "group", "aria-label": gettext("Steps") }, back, next, place),
    show: ({ fields }, state, live) => {
      const all = { ...fields, ...state.fields };
      text(
        place,
        stepOf(
          state,
          (lines ?? []).map((name) => all[name]),
        ),
      );
      back.disabled = !live || !state.step;
      next.disabled = !live;
    },
  };
}

function counting(act) {
  const time = h("span.overlay-place", {});
  const go = button(gettext("Start"), () => act(go.dataset.runs === "true" ? "pause" : "start"));
  const reset = button(gettext("Reset"), () => act("reset"));
  return {
    element: h("div.overlay-control", { role: "group", "aria-label": gettext("Counter") }, go, reset, time),
    show: (_, state, live, { frame, rate }) => {
      const words = runs(state) ? gettext("Pause") : gettext("Start");
      text(go, words);
      attr(go, "aria-label", words);
      attr(go, "data-runs", runs(state));
      text(time, clockOf(countedOf(state.counter, frame, rate)));
      for (const one of [go, reset]) one.disabled = !live;
    },
  };
}

function scoring(name, label, act) {
  const score = h("strong.overlay-score", {});
  const by = (step, words) =>
    button(step > 0 ? "+" : "−", () => act("add", { field: name, by: step }), interpolate(words, { label }));
  const [less, more] = [by(-1, gettext("%(label)s: one less")), by(1, gettext("%(label)s: one more"))];
  return {
    element: h("div.overlay-control", { role: "group", "aria-label": label }, h("span", {}, label), less, score, more),
    show: ({ fields }, state, live) => {
      text(score, { ...fields, ...state.fields }[name] || "0");
      for (const one of [less, more]) one.disabled = !live;
    },
  };
}
