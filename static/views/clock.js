/** A studio clock: the hour in figures, a dot for every second of the minute, and whether the show is on air. */

import { gettext, interpolate, language } from "../i18n.js";
import { attr, h, text } from "../console/widgets/h.js";
import { elapsed, wallClock } from "../console/state/time.js";
import { keepAwake } from "./device.js";
import { mountHead } from "./head.js";
import { lampOf } from "./state.js";

const SVG = "http://www.w3.org/2000/svg";

export function mountClock(stage, head, app) {
  mountHead(head, app);
  keepAwake();
  const dots = dial();
  const parts = {
    hours: h("b.clock-hours", {}),
    seconds: h("span.clock-seconds", {}),
    date: h("p.clock-date", {}),
    air: h("p.clock-air", { role: "status" }),
  };
  const face = h("div.clock-face", { role: "timer", "aria-live": "off" }, parts.hours, parts.seconds);
  stage.replaceChildren(h("div.clock", {}, dots.svg, face), h("div.clock-side", {}, parts.date, parts.air));
  app.everyTick(() => show(parts, dots, app));
  app.view.watch(
    ({ mode, rehearsing }) => [mode, rehearsing],
    () => show(parts, dots, app),
  );
}

function show({ hours, seconds, date, air }, { lit, marks }, { view, time }) {
  const now = new Date(time.at(Date.now()));
  const { time: clock, zone } = wallClock(now);
  text(hours, clock.slice(0, 5));
  text(seconds, clock.slice(6));
  for (const [at, dot] of lit.entries()) attr(dot, "class", at <= now.getSeconds() ? "dot lit" : "dot");
  for (const mark of marks) attr(mark, "class", "dot lit");
  const day = now.toLocaleDateString(language(), { weekday: "long", day: "numeric", month: "long" });
  text(date, `${day} · ${zone}`);
  const { mode, air: since } = view.value;
  const { look, words } = lampOf(view.value);
  attr(air, "data-mode", look);
  const values = { state: words, time: since.since && elapsed(since.since, now.getTime()) };
  text(air, mode === "air" && since.since ? interpolate(gettext("%(state)s %(time)s"), values) : words);
}

/** Sixty dots for the seconds, twelve outside of them for the hours. */
function dial() {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "-100 -100 200 200");
  svg.setAttribute("aria-hidden", "true");
  const dot = (turn, radius, size) => {
    const circle = document.createElementNS(SVG, "circle");
    circle.setAttribute("cx", (radius * Math.sin(turn)).toFixed(2));
    circle.setAttribute("cy", (-radius * Math.cos(turn)).toFixed(2));
    circle.setAttribute("r", size);
    svg.append(circle);
    return circle;
  };
  const around = (count, radius, size) =>
    Array.from({ length: count }, (_, at) => dot((at / count) * 2 * Math.PI, radius, size));
  return { svg, lit: around(60, 84, 2.1), marks: around(12, 93, 2.1) };
}
