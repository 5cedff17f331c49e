/** The hand's place: CUT, AUTO, what AUTO does, fade to black, and the air lock. */

import { gettext } from "../../i18n.js";
import { attr, h, icon, text, toggle } from "../widgets/h.js";
import { facts, kindOf } from "../state/facts.js";
import { nameOf } from "../state/tally.js";
import { secondsText } from "../state/time.js";

const DIRECTIONS = ["left", "right", "up", "down"];
const STEPS_MS = [100, 200, 250, 330, 500, 750, 1000, 1500, 2000, 3000, 4000, 5000];

export function mountTake(root, app) {
  const parts = build(app);
  root.append(parts.next, parts.buttons, parts.progress, parts.settings, parts.foot);
  app.view.watch(
    ({ desk, mode, show: file }) => [desk, mode, file],
    (desk, mode, file) => show(parts, desk, mode === "air", file),
  );
  app.view.watch(
    ({ desk, status }) => [desk.running, status],
    () => app.view.value.desk.running && followTransition(parts, app.view),
  );
  app.locked.watch(
    (on) => [on],
    (on) => showLock(parts, on),
  );
}

function build({ ask, view, locked }) {
  const cut = h(
    "button.take-button.cut",
    { type: "button", onclick: () => ask("cut") },
    h("span", {}, "Cut"),
    h("kbd", {}, "Space"),
  );
  const auto = h(
    "button.take-button.auto",
    { type: "button", onclick: () => ask("auto") },
    h("span", {}, "Auto"),
    h("kbd", {}, "Enter"),
  );
  const bar = h("i.progress-bar");
  const kinds = facts.kinds.transitions
    .filter(({ duration_ms: ms }) => ms)
    .map(({ kind, label, help }) =>
      h(
        "button.segment",
        { type: "button", role: "radio", title: help, data: { kind }, onclick: () => ask("transition", { kind }) },
        label,
      ),
    );
  const duration = h("output.duration", {});
  const nudge = (way) => () => ask("transition", { duration_ms: nextStep(view.value.desk, way) });
  const less = h("button.button.step", { type: "button", "aria-label": "Shorter", onclick: nudge(-1) }, "−");
  const more = h("button.button.step", { type: "button", "aria-label": "Longer", onclick: nudge(1) }, "+");
  const directions = DIRECTIONS.map((direction) =>
    h(
      "button.segment",
      {
        type: "button",
        role: "radio",
        "aria-label": direction,
        data: { direction },
        onclick: () => ask("transition", { direction }),
      },
      icon(direction),
    ),
  );
  const color = h("input.input", {
    type: "color",
    "aria-label": "Colour of the dip",
    onchange: ({ target }) => ask("transition", { color: target.value }),
  });
  const wayOf = h("div.segments", { role: "radiogroup", "aria-label": "Direction" }, ...directions);
  const dipTo = h("label.row.dip", {}, h("span.label", {}, "through"), color);
  const ftb = h("button.button.ftb", { type: "button", onclick: () => ask("ftb") }, h("span", {}, "Fade to black"));
  const lock = h(
    "button.button.lock",
    { type: "button", onclick: () => locked.set(!locked.value) },
    icon("unlock"),
    h("span", {}, "Air lock"),
  );
  const name = h("strong.next-name", {});
  const black = h(
    "button.button.quiet.small",
    { type: "button", title: "Line up black on preview", onclick: () => ask("preview", { scene: "black" }) },
    "Line up black",
  );
  return {
    name,
    next: h("header.take-next", {}, h("h2", {}, "Next"), name, black),
    buttons: h("div.take-buttons", {}, cut, auto),
    progress: h(
      "div.progress",
      { role: "progressbar", "aria-label": "Transition", "aria-valuemin": "0", "aria-valuemax": "100" },
      bar,
    ),
    settings: h(
      "div.take-settings",
      {},
      h("div.segments", { role: "radiogroup", "aria-label": "Transition" }, ...kinds),
      h(
        "div.row.take-row",
        {},
        h("div.stepper", { role: "group", "aria-label": "Duration" }, less, duration, more),
        wayOf,
        dipTo,
      ),
    ),
    foot: h("div.take-foot", {}, ftb, lock),
    ...{ cut, auto, bar, kinds, duration, directions, color, wayOf, dipTo, ftb, lock },
  };
}

/** The next longer or shorter of the usual durations. */
function nextStep({ transition, durations }, way) {
  const now = durations[transition.kind] ?? transition.duration_ms;
  if (way > 0) return STEPS_MS.find((ms) => ms > now) ?? STEPS_MS.at(-1);
  return STEPS_MS.findLast((ms) => ms < now) ?? STEPS_MS[0];
}

function show(parts, { preview, transition, durations, running, ftb }, live, file) {
  text(parts.name, live ? nameOf(preview, file) : "");
  for (const button of parts.kinds) attr(button, "aria-checked", button.dataset.kind === transition.kind);
  for (const button of parts.directions)
    attr(button, "aria-checked", button.dataset.direction === transition.direction);
  text(parts.duration, secondsText(durations[transition.kind] ?? transition.duration_ms));
  const uses = kindOf("transitions", transition.kind)?.uses ?? [];
  parts.wayOf.hidden = !uses.includes("direction");
  parts.dipTo.hidden = !uses.includes("color");
  if (document.activeElement !== parts.color) parts.color.value = transition.color.slice(0, 7);
  toggle(parts.auto, "data-running", live && running);
  attr(parts.ftb, "aria-pressed", live && ftb.on);
  toggle(parts.ftb, "data-running", live && ftb.running);
  text(parts.ftb.firstChild, live && ftb.on ? "Black is on air" : "Fade to black");
  if (!running) setProgress(parts, 0);
}

/** Follow a running transition from the frames that have passed; between two reports, from the time that has. */
function followTransition(parts, view) {
  const started = performance.now();
  const { running, frame } = view.value.desk;
  if (parts.following === running) return;
  parts.following = running;
  const draw = () => {
    const { desk, status } = view.value;
    if (desk.running !== running) return;
    const passed = frame - running.start_frame + ((performance.now() - started) / 1000) * (status?.fps || 30);
    setProgress(parts, Math.max(0, Math.min(1, passed / running.frames)));
    requestAnimationFrame(draw);
  };
  draw();
}

function setProgress(parts, share) {
  parts.bar.style.setProperty("--share", share.toFixed(3));
  attr(parts.progress, "aria-valuenow", Math.round(share * 100));
}

function showLock(parts, on) {
  attr(parts.lock, "aria-pressed", on);
  parts.lock.title = on
    ? gettext("Nothing of this seat reaches the air but Cut, Auto and standby: no key, switch, fader, edit or delete")
    : gettext("Keep this seat's hands off the air: only Cut, Auto and standby reach it then");
  parts.lock.firstChild.replaceWith(icon(on ? "lock" : "unlock"));
}
