/** The hand's place: CUT, AUTO, the T-bar, what AUTO does, fade to black, and the air lock. */

import { attr, h, icon, text, toggle } from "../widgets/h.js";
import { kindOf } from "../state/facts.js";
import { latest } from "../link/latest.js";
import { nameOf } from "../state/tally.js";
import { makeTbar } from "../take/tbar.js";
import { autoWords, transitionSettings } from "../take/settings.js";
import { placeOf } from "../take/way.js";
import { gettext } from "../../i18n.js";

export function mountTake(root, app) {
  const parts = build(app);
  root.append(parts.next, parts.buttons, parts.tbar.element, parts.settings.element, parts.foot);
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

function build(app) {
  const { ask, view, locked } = app;
  const cut = bigButton("cut", gettext("Cut"), () => ask("cut"));
  const auto = bigButton("auto", gettext("Auto"), () => ask("auto"));
  const how = h("small.auto-how");
  auto.firstElementChild.after(how);
  const drive = latest(async (position) => {
    const { running, preview } = view.value.desk;
    const answer = await ask("tbar", { position, ...(running ? {} : { expected_preview: preview }) });
    if (answer === null) showPlace(parts, placeNow(parts), true);
  });
  const tbar = makeTbar((position) => {
    parts.driven = performance.now();
    drive(position);
  });
  const ftb = h(
    "button.button.ftb",
    { type: "button", onclick: () => ask("ftb") },
    h("span", {}, gettext("Fade to black")),
  );
  const lock = h(
    "button.button.lock",
    { type: "button", onclick: () => locked.set(!locked.value) },
    icon("unlock"),
    h("span", {}, gettext("Air lock")),
  );
  const name = h("strong.next-name", {});
  const black = h(
    "button.button.quiet.small",
    { type: "button", title: gettext("Line up black on preview"), onclick: () => ask("preview", { scene: "black" }) },
    gettext("Line up black"),
  );
  const parts = {
    name,
    next: h("header.take-next", {}, h("h2", {}, gettext("Next")), name, black),
    buttons: h("div.take-buttons", {}, cut, auto),
    settings: transitionSettings(app),
    foot: h("div.take-foot", {}, ftb, lock),
    ...{ view, cut, auto, how, tbar, ftb, lock, driven: -Infinity, following: null },
  };
  return parts;
}

function bigButton(kind, label, onclick) {
  return h(
    `button.take-button.${kind}`,
    { type: "button", onclick },
    h("span", {}, label),
    h("kbd", { data: { deed: kind } }),
  );
}

function show(parts, desk, live, file) {
  const { preview, transition, running, ftb } = desk;
  text(parts.name, live ? nameOf(preview, file) : "");
  text(parts.how, autoWords(desk));
  parts.settings.show(desk, file, live);
  // A film plays by itself.
  parts.tbar.allow(!(kindOf("transitions", running?.kind ?? transition.kind)?.uses ?? []).includes("film"));
  toggle(parts.auto, "data-running", live && running);
  toggle(parts.tbar.element, "data-running", live && running);
  attr(parts.ftb, "aria-pressed", live && ftb.on);
  toggle(parts.ftb, "data-running", live && ftb.running);
  text(parts.ftb.firstChild, live && ftb.on ? gettext("Black is on air") : gettext("Fade to black"));
  if (!running) showPlace(parts, 0);
}

const SETTLES_MS = 400; // what a hand has sent comes back as the desk's within this time

/** The desk is a moment behind the hand: what it says of a place that was left again is not drawn. */
function showPlace(parts, place, surely = false) {
  clearTimeout(parts.settling);
  if (surely || performance.now() - parts.driven > SETTLES_MS) return parts.tbar.show(place);
  parts.settling = setTimeout(() => showPlace(parts, placeNow(parts)), SETTLES_MS);
  return undefined;
}

function placeNow({ view }) {
  const { running, frame } = view.value.desk;
  return placeOf(running, frame);
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
    const passed = ((performance.now() - started) / 1000) * (status?.fps || 30);
    showPlace(parts, placeOf(running, frame + passed));
    if (typeof running.held !== "number") requestAnimationFrame(draw);
  };
  draw();
}

function showLock(parts, on) {
  attr(parts.lock, "aria-pressed", on);
  parts.lock.title = on
    ? gettext("Nothing of this seat reaches the air but Cut, Auto and standby: no key, switch, fader, edit or delete")
    : gettext("Keep this seat's hands off the air: only Cut, Auto and standby reach it then");
  parts.lock.firstChild.replaceWith(icon(on ? "lock" : "unlock"));
}
