/** PREVIEW and PROGRAM, the two pictures everything is about. */

import { attr, h, icon, text } from "../h.js";
import { MonitorPlayer } from "../player.js";
import { nameOf } from "../tally.js";

export function mountMonitors(root, app) {
  const preview = monitor("preview", "Preview", app);
  const program = monitor("program", "Program", app, listenButton);
  root.append(preview.element, program.element);
  const { view } = app;
  view.watch(
    ({ mode, desk, show }) => [mode, desk, show],
    (mode, desk, show) => {
      name(preview, mode, desk.preview, show);
      name(program, mode, desk.running ? desk.running.to : desk.program, show);
      attr(program.element, "data-black", desk.ftb.on);
      text(program.note, mode === "air" && desk.ftb.on ? "Faded to black" : desk.running && mode === "air" ? `${desk.running.kind}…` : "");
    },
  );
  const narrow = matchMedia("(max-width: 640px)");
  const choose = () => {
    const { mode, known } = view.value;
    // A monitor finds its own way back, so what can still be seen is not taken away with the controls.
    const on = known && mode !== "off";
    program.play(on);
    preview.play(on && !narrow.matches);
  };
  view.watch(({ mode, known }) => [mode, known], choose);
  narrow.addEventListener("change", choose);
}

function monitor(bus, title, app, extra = () => null) {
  const video = h("video", { muted: true, playsinline: true, autoplay: true, "aria-label": `${title} monitor`, tabindex: "-1" });
  video.muted = true;
  const words = h("p.monitor-words", {});
  const scene = h("strong.monitor-scene", {});
  const note = h("span.monitor-note", {});
  const head = h("header.monitor-head", {}, h("h2.monitor-bus", {}, title), scene, note, extra(video));
  const element = h("section.monitor", { data: { bus }, "aria-label": title }, head, h("div.monitor-picture", {}, video, words));
  const say = (message) => {
    words.hidden = message === null;
    text(words, message ?? "");
  };
  const player = new MonitorPlayer(video, app.socketAddress(app.addresses[`monitor${title}`]), say);
  const rest = () => {
    player.stop();
    say(app.view.value.known ? "The show is off air" : "Connecting…");
  };
  return { element, scene, note, play: (on) => (on ? player.start() : rest()) };
}

function name({ scene, element }, mode, bus, show) {
  text(scene, mode === "off" || mode === "offline" ? "" : nameOf(bus, show));
  attr(element, "data-lit", mode === "air" || mode === "lost");
}

/** Browsers let sound start only after a press, so the monitor begins muted. */
function listenButton(video) {
  const words = h("span", {}, "Listen");
  const button = h("button.button.small.listen", { type: "button", "aria-pressed": "false" }, icon("silent"), words);
  button.addEventListener("click", () => {
    video.muted = !video.muted;
    attr(button, "aria-pressed", !video.muted);
    text(words, video.muted ? "Listen" : "Listening");
    button.firstChild.replaceWith(icon(video.muted ? "silent" : "sound"));
  });
  return button;
}
