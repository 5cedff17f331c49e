/** The transport: where the file on preview or program stands, and a hand on it. Its room is kept while it is empty. */

import { gettext, interpolate } from "../../i18n.js";
import { attr, icon, text, toggle } from "../widgets/h.js";
import { capFor } from "../keys/caps.js";
import { paced } from "../widgets/pace.js";
import { kindOf } from "../state/facts.js";
import { TALLY_WORDS } from "../state/tally.js";
import { clipTime } from "../state/time.js";
import { onFrame, stateText } from "../state/transport.js";
import { settingsText } from "./settings.js";
import { makeStrip } from "./strip.js";

export function mountTransport(root, { view, hand }) {
  const parts = makeStrip(hand);
  root.append(parts.strip, parts.none);
  let source = null;
  const draw = () => {
    const { at } = hand;
    if ((at?.source ?? null) !== source || at?.locked) parts.bar.letGo();
    source = at?.source ?? null;
    parts.strip.hidden = !at;
    parts.none.hidden = Boolean(at);
    attr(root, "data-bus", at?.bus ?? "none");
    if (at) show(parts, hand, at);
  };
  view.watch(
    ({ desk, lamps, mode, show: file }) => [desk, lamps, mode, file],
    (desk, lamps, mode, file) => {
      toggle(document.body, "data-transport", file.sources.some(isPlayed));
      text(parts.none, mode === "air" ? gettext("No file is on preview or program") : "");
      draw();
    },
  );
  hand.choice.watch((choice) => [choice], draw);
  hand.airLock.watch((on) => [on], draw);
  paced(() => hand.at && move(parts, hand, hand.at));
}

/** Whether a source is of a kind that can be cued: known before it is on air, so that its room is there. */
const isPlayed = ({ input }) => kindOf("sources", input.kind)?.fields.some(({ name }) => name === "on_take");

function show(parts, hand, at) {
  const { name, transport } = at;
  showWho(parts, hand.reach, at);
  showLocks(parts, at);
  showMark(parts.marks.in, transport.playback.in_s, markWords("in", hand), BEGIN);
  showMark(parts.marks.out, transport.playback.out_s, markWords("out", hand), END);
  text(parts.length, transport.length_s ? clipTime(transport.length_s) : "--:--");
  const words = settingsText(transport.playback);
  text(parts.settings.firstChild, words);
  attr(parts.settings, "aria-label", interpolate(gettext("Settings of %(name)s: %(words)s"), { name, words }));
  move(parts, hand, at);
}

function showWho({ who, name, several }, reach, at) {
  const place = reach.findIndex(({ source }) => source === at.source) + 1;
  text(name, at.name);
  const values = { place, count: reach.length };
  text(several, reach.length > 1 ? interpolate(gettext("%(place)s of %(count)s"), values) : "");
  who.disabled = reach.length < 2;
  who.title = who.disabled ? at.name : interpolate(gettext("%(name)s. Choose another file"), at);
}

function showLocks({ marks, hold, holdWords, relock, cue, play }, { bus, locked, sealed }) {
  for (const one of Object.values(marks)) one.hidden = locked;
  hold.hidden = !locked;
  const words = sealed
    ? [gettext("Air lock is on"), gettext("Air lock")]
    : [gettext("Hold to unlock"), gettext("Unlock")];
  for (const [at, one] of words.entries()) text(holdWords[at], one);
  attr(hold, "aria-disabled", sealed);
  relock.hidden = locked || bus !== "program";
  attr(cue, "aria-disabled", locked);
  attr(play, "aria-disabled", sealed);
}

const [BEGIN, END] = [gettext("Begin here"), gettext("End here")];

/** What is said of a mark that is set, with the key that takes it away, where there is one. */
function markWords(which, { view }) {
  const key = capFor(view.value.show, `unmark_${which}`);
  if (!key) return which === "in" ? gettext("In is at %(time)s") : gettext("Out is at %(time)s");
  const words =
    which === "in"
      ? gettext("In is at %(time)s. %(key)s takes it away")
      : gettext("Out is at %(time)s. %(key)s takes it away");
  return interpolate(words, { key });
}

function showMark(button, at_s, words, what) {
  attr(button, "data-set", at_s > 0);
  attr(button, "title", at_s > 0 ? interpolate(words, { time: clipTime(at_s, true) }) : what);
}

/** What changes with every frame. */
function move(parts, hand, at) {
  const { transport, bus, locked } = at;
  const { in_s, out_s, speed } = transport.playback;
  const position_s = hand.positionOf(at);
  const time = clipTime(position_s, true);
  const fast = speed === 1 ? "" : ` ${speed}×`;
  text(parts.state, `${TALLY_WORDS[bus]} · ${stateText(transport, hand.frame)}${fast}`);
  text(parts.position, time);
  showPlay(parts.play, onFrame(transport, hand.frame).state === "playing");
  const said = locked ? gettext("%(time)s of %(length)s, locked: it is on air") : gettext("%(time)s of %(length)s");
  const words = interpolate(said, { time, length: parts.length.textContent });
  parts.bar.show({ position_s, length_s: transport.length_s, in_s, out_s, locked, words });
}

function showPlay(button, playing) {
  if (button.dataset.playing === String(playing)) return;
  button.dataset.playing = playing;
  button.firstChild.replaceWith(icon(playing ? "pause" : "play"));
  text(button.children[1], playing ? gettext("Pause") : gettext("Play"));
}
