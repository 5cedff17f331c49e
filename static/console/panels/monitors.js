/** PREVIEW and PROGRAM, the two pictures everything is about. */

import { gettext } from "../../i18n.js";
import { attr, h, icon, text, toggle } from "../widgets/h.js";
import { airSwitch, busWords } from "./air_side.js";
import { busNote } from "./bus_notes.js";
import { changesButton } from "./changes.js";
import { openingWords } from "./opening.js";
import { MonitorPlayer } from "../player/player.js";
import { programLeft } from "../transport/left.js";
import { nameOf } from "../state/tally.js";

export function mountMonitors(root, app) {
  const { view } = app;
  const side = airSwitch((air) => {
    const { monitorAir, monitorProgram, soundAir, soundProgram } = app.addresses;
    program.turnTo(...(air ? [monitorAir, soundAir] : [monitorProgram, soundProgram]));
    draw();
  });
  const preview = monitor("preview", app);
  const program = monitor("program", app, (player) => [...changesButton(app), side.button, listenButton(player)]);
  program.picture.append(programLeft(app, () => side.air));
  root.append(preview.element, program.element);
  app.preview = preview.picture;
  const draw = () => {
    const { mode, desk, show, delay_s } = view.value;
    side.show(delay_s);
    name(preview, mode, nameOf(desk.preview, show));
    name(program, mode, nameOf(desk.running ? desk.running.to : desk.program, show, view.value.rundown));
    text(program.title, busWords(delay_s, side.air));
    // The desk is ahead of what leaves: its scene is not the one that is seen there.
    if (side.air) text(program.scene, "");
    else if (mode === "air" && desk.starting) text(program.scene, gettext("Start picture"));
    const opening = openingWords(view.value);
    text(program.caption, opening);
    program.caption.hidden = !opening;
    attr(program.element, "data-black", desk.ftb.on);
    for (const [bus, { element, note }] of Object.entries({ preview, program })) {
      text(note, busNote(bus, view.value));
      toggle(element, "data-running", mode === "air" && desk.running);
      toggle(element, "data-trying", bus === "preview" && mode === "air" && desk.rehearsal);
    }
  };
  const goesBy = ({ mode, desk, show, delay_s, status, rundown, rehearsing }) => [
    ...[mode, desk, show, delay_s, desk.starting && status, rehearsing],
    rundown?.now?.name,
  ];
  view.watch(goesBy, draw);
  const narrow = matchMedia("(max-width: 640px)");
  const choose = () => {
    const { mode, known } = view.value;
    // A monitor finds its own way, so it asks for its picture before anything is known of the show, and what can still
    // be seen is not taken away with the controls.
    const on = !known || mode !== "off";
    program.play(on);
    preview.play(on && !narrow.matches);
  };
  view.watch(({ mode, known }) => [mode, known], choose);
  narrow.addEventListener("change", choose);
}

const WORDS = {
  preview: { title: gettext("Preview"), picture: gettext("Preview monitor"), address: "Preview" },
  program: { title: gettext("Program"), picture: gettext("Program monitor"), address: "Program" },
};

function monitor(bus, app, extra = () => null) {
  const { title, picture: label, address } = WORDS[bus];
  const video = h("video", { muted: true, playsinline: true, autoplay: true, "aria-label": label, tabindex: "-1" });
  video.muted = true;
  const words = h("p.monitor-words", {});
  const caption = h("p.monitor-caption", { role: "status", hidden: true });
  const scene = h("strong.monitor-scene", {});
  const note = h("span.monitor-note", {});
  const heading = h("h2.monitor-bus", {}, title);
  const say = (message) => {
    words.hidden = message === null;
    text(words, message ?? "");
  };
  const [pictures, sound] = [`monitor${address}`, `sound${address}`].map((name) =>
    app.socketAddress(app.addresses[name] ?? ""),
  );
  const player = new MonitorPlayer(video, pictures, say, sound);
  const head = h("header.monitor-head", {}, heading, scene, note, ...[extra(player)].flat());
  const picture = h("div.monitor-picture", {}, video, words, caption);
  const element = h("section.monitor", { data: { bus }, "aria-label": title }, head, picture);
  const rest = () => {
    player.stop();
    say(offWords(bus, app.view.value));
  };
  const turnTo = (path, heard) => {
    const playing = player.wanted;
    player.stop();
    player.address = app.socketAddress(path);
    player.sound = app.socketAddress(heard);
    if (playing) player.start();
  };
  return {
    element,
    picture,
    title: heading,
    scene,
    note,
    caption,
    turnTo,
    play: (on) => (on ? player.start() : rest()),
  };
}

/** What stands in a monitor while nothing runs; on program also how it begins. */
function offWords(bus, { known, rights }) {
  if (!known) return gettext("Connecting…");
  if (bus === "preview") return gettext("The show is off air");
  return rights.includes("operate")
    ? gettext("The show is off air. Start it in the top line, or rehearse it first: nothing gets out then.")
    : gettext("The show is off air. A director starts it.");
}

function name({ scene, element }, mode, words) {
  text(scene, mode === "off" || mode === "offline" ? "" : words);
  attr(element, "data-lit", mode === "air" || mode === "lost");
}

/** Browsers let sound start only after a press, so the monitor begins silent. */
function listenButton(player) {
  const words = h("span", {}, gettext("Listen"));
  const button = h("button.button.small.listen", { type: "button", "aria-pressed": "false" }, icon("silent"), words);
  button.addEventListener("click", () => {
    const on = !player.listener;
    player.listen(on);
    attr(button, "aria-pressed", on);
    text(words, on ? gettext("Listening") : gettext("Listen"));
    button.firstChild.replaceWith(icon(on ? "sound" : "silent"));
  });
  return button;
}
