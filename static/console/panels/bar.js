/** The top line: which show, on air since when, recording, health, people, the time. */

import { gettext, interpolate, ngettext } from "../../i18n.js";
import { attr, h, icon, text, toggle } from "../widgets/h.js";
import { lineOf } from "../link/press_marks.js";
import { stepButtons } from "../editor/steps.js";
import { everybody, initials } from "../people/words.js";
import { makeLink } from "../../rundown/schedule/line.js";
import { mountBarMenu } from "./bar_menu.js";
import { airWords, rehearsalParts } from "./rehearsal.js";
import { openHealth, openKeys, openOutputs, openPeople, openSettings, openViews } from "../sheets.js";
import { holdable } from "../widgets/hold.js";
import { elapsed, wallClock } from "../state/time.js";
import { told } from "../state/told.js";
import { fraction, healthOf, worry } from "../state/words.js";

export function mountBar(root, app) {
  const parts = build(root, app);
  root.append(...parts.all);
  const { view } = app;
  view.watch(
    ({ show }) => [show.name],
    (name) => nameShow(parts, name),
  );
  view.watch(
    ({ mode, rehearsing, ...now }) => [mode, rehearsing, ...BESIDE.map((name) => now[name])],
    () => showAir(parts, view.value),
  );
  view.watch(
    ({ status, show }) => [status, show],
    () => showHealth(parts, view.value),
  );
  view.watch(
    ({ operators, people }) => [operators, people],
    () => showPeople(parts, view.value),
  );
  const tick = () => showTimes(parts, view.value);
  tick();
  setInterval(tick, 250);
  view.watch(({ air, mode, recording }) => [air, mode, recording], tick);
  mountBarMenu(root, { stop: parts.inMenu });
}

const BESIDE = ["recording", "destinations", "upgrade", "live", "editable", "rights"];

function build(root, app) {
  const { api } = app;
  const start = async (path, words, body = {}) => {
    try {
      await api.post(path, body);
      app.notices.say(words);
    } catch (error) {
      app.notices.say(error.message, "warning");
    }
  };
  const parts = {
    home: h(
      "a.wordmark",
      { href: app.addresses.home ?? "/", title: gettext("All shows") },
      h("span.visually-hidden", {}, gettext("All shows")),
    ),
    name: h("h1.show-name", {}),
    settings: h(
      "button.button.quiet.icon-only.to-settings",
      {
        type: "button",
        "aria-label": gettext("Settings of the show"),
        title: gettext("Settings of the show"),
        onclick: () => openSettings(app),
      },
      icon("settings"),
    ),
    airWord: h("span.air-word", {}),
    airTime: h("span.air-time", {}),
    start: h(
      "button.button.primary.start",
      { type: "button", onclick: () => start("start", gettext("Starting the show…")) },
      gettext("Start show"),
    ),
    stop: makeStop(app, start, "button.button.stop"),
    recWord: h("span.rec-word", {}),
    recTime: h("span.rec-time", {}),
    fps: h("span.figure", {}),
    late: h("span.figure", {}),
    overload: h("strong.overload", { hidden: true }, gettext("Overloaded")),
    outs: h("span.outs", {}, h("i.lamp"), h("span", {})),
    outSaid: h("span.said.visually-hidden", {}),
    people: h("button.people", { type: "button", onclick: () => openPeople(app) }),
    time: h("span.clock-time", {}),
    zone: h("span.clock-zone", {}),
  };
  parts.air = h("div.air", { role: "status", "aria-live": "off" }, parts.airWord, parts.airTime);
  parts.rec = makeRec(app, parts);
  parts.health = h(
    "button.health",
    { type: "button", onclick: () => openHealth(app) },
    h("span.visually-hidden", {}, gettext("Health")),
    " ",
    parts.overload,
    " ",
    stat(gettext("fps"), parts.fps),
    stat(gettext("late"), parts.late),
  );
  parts.out = h(
    "button.button.quiet.out",
    { type: "button", onclick: () => openOutputs(app) },
    parts.outs,
    " ",
    gettext("Outputs"),
    " ",
    parts.outSaid,
  );
  parts.library = h(
    "a.button.quiet.icon-only.to-library",
    { href: app.addresses.files, "aria-label": gettext("Library"), title: gettext("Library: files and recordings") },
    icon("folder"),
  );
  parts.help = h(
    "button.button.quiet.icon-only.help",
    {
      type: "button",
      "aria-label": gettext("Keyboard shortcuts"),
      title: gettext("Keyboard (?)"),
      onclick: () => openKeys(app),
    },
    "?",
  );
  const clock = h("div.clock", {}, parts.time, parts.zone);
  const notices = root.querySelector("[data-notices]");
  const left = h(
    "div.bar-group.bar-left",
    {},
    parts.home,
    parts.name,
    parts.settings,
    notices,
    toRundowns(app.addresses),
  );
  parts.rehearsal = rehearsalParts(app, start);
  parts.line = h("span.press-line", { "aria-hidden": "true" });
  app.pressed?.watch(
    (press) => [press],
    (press) => press && (text(parts.line, lineOf(press)), attr(parts.line, "data-state", press.state)),
  );
  const starts = [parts.start, ...parts.rehearsal.elements];
  const middle = h("div.bar-group.bar-air", {}, parts.air, ...starts, parts.rec, parts.stop, makeLink(app), parts.line);
  const right = h(
    "div.bar-group.bar-right",
    {},
    parts.health,
    stepButtons(app),
    parts.out,
    parts.library,
    viewsButton(app),
    parts.people,
    parts.help,
    clock,
  );
  const inMenu = () => makeStop(app, start, "button.menu-item");
  return { ...parts, inMenu, all: [left, middle, right] };
}

function viewsButton(app) {
  const words = gettext("Views and links");
  const props = { type: "button", "aria-label": words, title: words, onclick: () => openViews(app) };
  return h("button.button.quiet.icon-only.to-views", props, icon("wall"));
}

function makeStop(app, start, tag) {
  const words = [h("span.ring"), h("span.hold-long", {}, gettext("Hold to stop")), shortly(gettext("Stop"))];
  const button = h(tag, { type: "button", title: gettext("Hold for a second to take the show off air") }, ...words);
  return holdable(button, () => start("stop", gettext("Taking the show off air…"), lastFrame(app)));
}

const shortly = (words) => h("span.hold-short", { "aria-hidden": "true" }, words);

/** Taking the show off air must not happen long after the hand has left the button. */
function lastFrame({ frames, view }) {
  const not_after_frame = frames.deadline(fraction(view.value.show.canvas.rate));
  return not_after_frame === null || view.value.mode !== "air" ? {} : { not_after_frame };
}

function stat(words, figure) {
  return h("span.stat", {}, figure, " ", h("span.unit", {}, words));
}

/** A press begins a recording; only a hold ends it. */
function makeRec({ view, ask }, { recWord, recTime }) {
  const dot = [h("span.rec-dot"), h("span.ring")];
  const button = holdable(h("button.rec", { type: "button" }, ...dot, recWord, recTime), () => ask("stop_recording"), {
    only: () => view.value.recording.on,
  });
  button.addEventListener("click", () => ask("start_recording"));
  return button;
}

function nameShow(parts, name) {
  text(parts.name, name);
  parts.name.title = name;
  document.title = name ? `${name} · Tally` : "Tally";
}

/** Until a show has a rundown; from then on its strip leads there. */
function toRundowns({ rundowns }) {
  const title = gettext("Rundowns: what plays by itself");
  const props = { href: rundowns, "aria-label": gettext("Rundowns"), title };
  return h("a.button.quiet.icon-only.to-rundowns", props, icon("list"));
}

function showAir(parts, { mode, recording, destinations, upgrade, live, editable, rights, rehearsing }) {
  const directs = rights.includes("operate") && mode !== "offline";
  parts.rehearsal.show({ mode, live, rights, rehearsing });
  text(parts.airWord, airWords(mode, rehearsing));
  attr(parts.air, "data-mode", mode);
  for (const one of [parts.air, document.body]) toggle(one, "data-rehearsal", rehearsing && mode !== "off");
  parts.settings.hidden = !editable;
  parts.start.hidden = mode !== "off";
  parts.start.disabled = !directs;
  parts.stop.hidden = mode === "off" || mode === "offline";
  parts.stop.disabled = !directs;
  parts.rec.hidden = mode === "off" || rehearsing;
  parts.rec.disabled = !live;
  attr(parts.rec, "aria-pressed", recording.on);
  parts.rec.title = recording.on ? gettext("Hold for a second to end the recording") : gettext("Start recording");
  text(parts.recWord, recording.on ? gettext("Rec") : gettext("Record"));
  parts.recTime.hidden = !recording.on;
  showOuts(parts, mode === "off" ? [] : destinations);
  parts.out.title = told(upgrade?.text ?? "");
}

function showOuts(parts, destinations) {
  const running = destinations.filter(({ on }) => on);
  const { worry: worst, count } = outsInOne(running);
  parts.outs.hidden = !running.length;
  attr(parts.outs.firstChild, "data-worry", worst);
  text(parts.outs.lastChild, count);
  const lines = running.map(({ name, state, text: words }) => {
    const said = words ? told(words) : outWords(state);
    return interpolate(gettext("%(name)s: %(words)s"), { name, words: said });
  });
  parts.outs.title = lines.join("\n");
  text(parts.outSaid, outsLabel(running));
}

function outsLabel(running) {
  if (!running.length) return gettext("Outputs: none running");
  const one = ({ name, state }) => interpolate(gettext("%(name)s %(state)s"), { name, state: outWords(state) });
  return interpolate(gettext("Outputs: %(outputs)s"), { outputs: running.map(one).join(", ") });
}

/** Twenty lamps would be none: the worst of them, and how many that is so of. Pure. */
export function outsInOne(running) {
  const worries = running.map(({ state }) => outWorry(state));
  const worst = ["bad", "wait", "ok"].find((one) => worries.includes(one)) ?? "ok";
  const same = worries.filter((one) => one === worst).length;
  if (worst === "ok") return { worry: worst, count: same > 1 ? String(same) : "" };
  return { worry: worst, count: running.length > 1 ? countWords(same, running.length) : "" };
}

const countWords = (count, all) => interpolate(gettext("%(count)s of %(all)s"), { count, all });

/** A destination's state in a word. */
export const outWords = (state) => OUT_WORDS[state] ?? state;

const OUT_WORDS = {
  off: gettext("off"),
  waiting: gettext("waiting"),
  running: gettext("running"),
  live: gettext("live"),
  retrying: gettext("retrying"),
  failed: gettext("failed"),
};

export function outWorry(state) {
  if (state === "running" || state === "live") return "ok";
  return state === "failed" || state === "retrying" ? "bad" : "wait";
}

function showHealth(parts, view) {
  const health = healthOf(view);
  text(parts.fps, health.fps);
  text(parts.late, health.late);
  attr(parts.health, "data-level", health.level);
  parts.overload.hidden = !health.overload;
  const troubled = Object.values(view.status?.sources ?? {}).filter(({ state }) => worry(state) === "bad").length;
  const lost = ngettext("%(count)s source without a signal", "%(count)s sources without a signal", troubled);
  const signals = troubled ? interpolate(lost, { count: troubled }) : "";
  const overload = told(health.overload);
  const beside = (...words) => words.filter(Boolean).join(" · ");
  parts.health.title = beside(interpolate(gettext("Late frames since the start: %(late)s"), health), signals, overload);
}

const SIGNS = 4;

function showPeople(parts, view) {
  const here = everybody(view);
  const names = here.map((one) => interpolate(gettext("%(name)s, %(words)s"), one)).join("; ");
  const more = here.length - SIGNS;
  parts.people.hidden = here.length < 1;
  parts.people.title = names;
  attr(parts.people, "aria-label", interpolate(gettext("Who is here: %(names)s"), { names }));
  const sign = (word) => h("span.person", { data: { word } });
  const signs = here.slice(0, SIGNS).map(({ name }) => sign(initials(name)));
  parts.people.replaceChildren(...signs, ...(more > 0 ? [sign(`+${more}`)] : []));
}

function showTimes(parts, { air, mode, recording, status }) {
  const now = Date.now();
  const { time, zone } = wallClock(new Date(now));
  text(parts.time, time);
  text(parts.zone, zone);
  parts.airTime.hidden = mode === "off" || mode === "offline" || mode === "starting";
  text(parts.airTime, air.since ? elapsed(air.since, now) : elapsed(status ? now / 1000 - status.uptime_s : null, now));
  if (recording.on) text(parts.recTime, elapsed(recording.since, now));
}
