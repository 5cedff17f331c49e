/** The transport: where the file on preview or program stands, and a hand on it. Its room is kept while it is empty. */

import { attr, h, icon, text, toggle } from "../widgets/h.js";
import { makeScrubBar } from "../widgets/scrub.js";
import { holdable } from "../widgets/hold.js";
import { menuItem, openMenu } from "../widgets/layer.js";
import { paced } from "../widgets/pace.js";
import { kindOf } from "../state/facts.js";
import { nameOf, TALLY_WORDS } from "../state/tally.js";
import { clipTime } from "../state/time.js";
import { stateWord } from "../state/transport.js";
import { openSettings, settingsText } from "./settings.js";

const UNLOCK_MS = 600;

export function mountTransport(root, { view, hand }) {
  const parts = build(hand);
  root.append(parts.strip, parts.none);
  let source = null;
  const draw = () => {
    const { at } = hand;
    if ((at?.source ?? null) !== source || at?.locked) parts.bar.letGo();
    source = at?.source ?? null;
    parts.strip.hidden = !at;
    parts.none.hidden = Boolean(at);
    attr(root, "data-bus", at?.bus ?? "none");
    if (!at) return;
    showStrip(parts, hand, at);
    move(parts, hand, at);
  };
  view.watch(
    ({ desk, lamps, mode, show }) => [desk, lamps, mode, show],
    (desk, lamps, mode, show) => {
      toggle(document.body, "data-transport", show.sources.some(isPlayed));
      text(parts.none, mode === "air" ? "No file is on preview or program" : "");
      draw();
    },
  );
  hand.choice.watch((choice) => [choice], draw);
  paced(() => hand.at && move(parts, hand, hand.at));
}

/** Whether a source is of a kind that can be cued: known before it is on air, so that its room is there. */
const isPlayed = ({ input }) => kindOf("sources", input.kind)?.fields.some(({ name }) => name === "on_take");

function build(hand) {
  const act = (name, more) => () => hand.act({ do: name, ...more });
  const button = (words, key, onclick, more = {}) =>
    h("button.button", { type: "button", onclick, ...more }, h("span", {}, words), h("kbd", {}, key));
  const name = h("b.transport-name", {});
  const state = h("span.transport-state", {});
  const several = h("span.transport-several", {});
  const who = h("button.transport-who", { type: "button", onclick: () => choose(who, hand) }, name, several, state);
  const cue = button("Cue", "J", act("cue"), { title: "Stand on the first picture, ready to play" });
  const play = h("button.button.transport-play", { type: "button", onclick: act("play") });
  play.append(icon("play"), h("span", {}, "Play"), h("kbd", {}, "K"));
  const bar = makeScrubBar({
    seek: (position_s) => hand.act({ do: "scrub", position_s }),
    step: (way, fine) => hand.act({ do: "nudge", way, fine }),
    refused: () => hand.act({ do: "scrub" }),
  });
  const airborne = "On air: hold to unlock the bar and its marks";
  const hold = holdable(
    h(
      "button.button.transport-hold",
      { type: "button", "aria-label": airborne, title: airborne },
      h("span.ring"),
      h("span", {}, "Hold to unlock"),
    ),
    () => hand.unlock(hand.at?.source ?? null),
    { ms: UNLOCK_MS },
  );
  const relock = h(
    "button.button.transport-relock",
    { type: "button", "aria-label": "Lock the bar", title: "Lock the bar", onclick: () => hand.unlock(null) },
    icon("unlock"),
  );
  const [position, length] = [h("output.transport-time", {}), h("span.transport-time.dim", {})];
  const marks = { in: button("In", "I", act("mark", { which: "in" })) };
  marks.out = button("Out", "O", act("mark", { which: "out" }));
  const settings = h("button.button.quiet.transport-settings", { type: "button", "aria-haspopup": "true" });
  settings.append(h("span", {}), icon("more"));
  settings.addEventListener("click", () => hand.at && openSettings(settings, hand));
  const strip = h(
    "div.transport-strip",
    { hidden: true },
    who,
    h("span.transport-buttons", {}, cue, play),
    h("span.transport-line", {}, position, bar.element, length),
    h("span.transport-marks", {}, marks.in, marks.out, hold, relock),
    settings,
  );
  const none = h("p.transport-none", {});
  return { strip, none, who, name, state, several, cue, play, bar, hold, relock, position, length, marks, settings };
}

function showStrip(parts, hand, { source, bus, name, locked, transport }) {
  const { reach } = hand;
  const playing = stateWord(transport, hand.frame) === "playing" || transport.state === "playing";
  text(parts.name, name);
  text(
    parts.several,
    reach.length > 1 ? `${reach.findIndex((one) => one.source === source) + 1} of ${reach.length}` : "",
  );
  parts.who.disabled = reach.length < 2;
  attr(
    parts.who,
    "aria-label",
    reach.length > 1 ? `Transport of ${name}. Choose another file` : `Transport of ${name}`,
  );
  text(parts.play.children[1], playing ? "Pause" : "Play");
  attr(parts.play, "data-playing", playing);
  parts.play.firstChild.replaceWith(icon(playing ? "pause" : "play"));
  parts.hold.hidden = !locked;
  for (const button of Object.values(parts.marks)) button.hidden = locked;
  parts.relock.hidden = locked || bus !== "program";
  text(parts.length, transport.length_s ? clipTime(transport.length_s) : "--:--");
  const { in_s, out_s } = transport.playback;
  showMark(parts.marks.in, in_s, "In", "Begin here");
  showMark(parts.marks.out, out_s, "Out", "End here");
  text(parts.settings.firstChild, settingsText(transport.playback));
  attr(parts.settings, "aria-label", `Settings of ${name}: ${settingsText(transport.playback)}`);
}

function showMark(button, at_s, words, what) {
  attr(button, "data-set", at_s > 0);
  const title = at_s > 0 ? `${words} is at ${clipTime(at_s, true)}. Shift + ${words[0]} takes it away` : what;
  if (button.title !== title) button.title = title;
}

/** What changes with every frame. */
function move(parts, hand, at) {
  const { transport, bus, locked } = at;
  const position_s = hand.positionOf(at);
  const word = stateWord(transport, hand.frame);
  const time = clipTime(position_s, true);
  text(parts.state, `${TALLY_WORDS[bus]} · ${word}`);
  text(parts.position, time);
  const { in_s, out_s } = transport.playback;
  const words = `${time} of ${parts.length.textContent}${locked ? ", locked: it is on air" : ""}`;
  parts.bar.show({ position_s, length_s: transport.length_s, in_s, out_s, locked, words });
}

function choose(button, hand) {
  const { show } = hand.view.value;
  openMenu(
    button,
    "Files on preview and program",
    hand.reach.map(({ source, bus }) =>
      menuItem(`${nameOf(source, show)} · ${TALLY_WORDS[bus]}`, () => hand.choose(source)),
    ),
  );
}
