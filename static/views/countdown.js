/** What is left, as large as the screen: of what is on, of a file, or until a time of day. */

import { gettext, interpolate } from "../i18n.js";
import { attr, h, text } from "../console/widgets/h.js";
import { paced } from "../console/widgets/pace.js";
import { select } from "../console/widgets/layer.js";
import { wallClock } from "../console/state/time.js";
import { fraction } from "../console/state/words.js";
import { chosenOf, choices, counters, countText } from "./counting.js";
import { keepAwake, kept } from "./device.js";
import { mountHead } from "./head.js";

const LOOK_MS = 90;

export function mountCountdown(stage, head, app) {
  const asked = new URLSearchParams(location.search);
  const [choice, goal] = [kept("count", asked.get("count") ?? "auto"), kept("to", asked.get("to") ?? "20:00")];
  if (asked.get("to") && !asked.get("count")) choice.set("time");
  mountHead(head, app, chooser(app.view, choice, goal));
  keepAwake();
  const parts = {
    name: h("p.count-name", {}),
    left: h("p.count-left", { role: "timer", "aria-live": "off" }),
    then: h("p.count-then", {}),
  };
  stage.replaceChildren(parts.name, parts.left, parts.then);
  paced(() => show(parts, app, choice.get(), goal.get()), LOOK_MS);
}

function show({ name, left, then }, app, choice, goal) {
  const { view, frames, time } = app;
  const now = new Date(time.at(Date.now()));
  const rate = fraction(view.value.show.canvas.rate);
  const found = chosenOf(choice, counters(view.value, frames.present(rate), rate, now), goal, now);
  attr(document.body, "data-urgency", found?.urgency ?? "none");
  attr(left, "data-long", found ? Math.abs(found.left_s) >= 3600 : false);
  if (found) {
    text(name, found.key === "time" ? interpolate(gettext("Until %(time)s"), { time: found.name }) : found.name);
    text(left, countText(found.left_s, found.up));
    text(then, found.then ? interpolate(gettext("Then %(name)s"), { name: found.then }) : "");
    return;
  }
  text(name, view.value.why || gettext("Nothing counts down now"));
  text(left, wallClock(now).time.slice(0, 5));
  text(then, "");
}

/** What is counted; a time of day is typed in. What was chosen stays in this browser. */
function chooser(view, choice, goal) {
  const to = h("input.input.count-to", {
    type: "time",
    step: 1,
    value: goal.get(),
    "aria-label": gettext("Time of day"),
  });
  const list = select(choices(), choice.get(), { "aria-label": gettext("What is counted") });
  const follow = () => (to.hidden = list.value !== "time");
  // A counter that is gone stays chosen: it may be that the show is not known yet.
  const offer = ({ overlays }) => {
    const all = choices(overlays);
    list.replaceChildren(...all.map(([value, words]) => h("option", { value }, words)));
    list.value = all.some(([value]) => value === choice.get()) ? choice.get() : "auto";
    follow();
  };
  view.watch(
    ({ show }) => [JSON.stringify(show.overlays)],
    () => offer(view.value.show),
  );
  list.addEventListener("change", () => {
    choice.set(list.value);
    follow();
  });
  to.addEventListener("input", () => to.value && goal.set(to.value));
  follow();
  return [list, to];
}
