/** What the transport is made of: its elements, and which press does what. */

import { gettext } from "../../i18n.js";
import { h, icon } from "../widgets/h.js";
import { holdable } from "../widgets/hold.js";
import { menuItem, openMenu } from "../widgets/layer.js";
import { makeScrubBar } from "../widgets/scrub.js";
import { nameOf, TALLY_WORDS } from "../state/tally.js";
import { openSettings } from "./settings.js";

const UNLOCK_MS = 600;

export function makeStrip(hand) {
  const act = (name, more) => () => hand.act({ do: name, ...more });
  const parts = {
    ...makeWho(hand),
    ...makeLocks(hand),
    cue: button(gettext("Cue"), "cue", act("cue"), { title: gettext("Stand on the first picture, ready to play") }),
    play: makePlay(act("play")),
    position: h("output.transport-time", {}),
    length: h("span.transport-time.dim", {}),
    marks: {
      in: button(gettext("In"), "mark_in", act("mark", { which: "in" })),
      out: button(gettext("Out"), "mark_out", act("mark", { which: "out" })),
    },
    settings: makeSettings(hand),
    bar: makeScrubBar({
      seek: (position_s) => hand.act({ do: "scrub", position_s }),
      step: (way, fine) => hand.act({ do: "nudge", way, fine }),
      refused: act("scrub"),
      released: () => hand.seeks.letGo(),
    }),
  };
  return { ...parts, strip: inOrder(parts), none: h("p.transport-none", {}) };
}

function inOrder({ who, cue, play, position, bar, length, marks, hold, relock, settings }) {
  return h(
    "div.transport-strip",
    { hidden: true },
    who,
    h("span.row", {}, cue, play),
    h("span.row.transport-line", {}, position, bar.element, length),
    h("span.row.transport-marks", {}, marks.in, marks.out, hold, relock),
    settings,
  );
}

function button(words, deed, onclick, more = {}) {
  return h("button.button", { type: "button", onclick, ...more }, h("span", {}, words), h("kbd", { data: { deed } }));
}

function makePlay(onclick) {
  const play = button(gettext("Play"), "play", onclick);
  play.classList.add("transport-play");
  play.prepend(icon("play"));
  return play;
}

/** Whose transport it is; where there are several, a press lets one choose. */
function makeWho(hand) {
  const [name, several, state] = [h("b", {}), h("span", {}), h("span.transport-state", {})];
  const who = h("button.transport-who", { type: "button" }, name, several, state);
  who.addEventListener("click", () => choose(who, hand));
  return { who, name, several, state };
}

function choose(under, hand) {
  const { show } = hand.view.value;
  const item = ({ source, bus }) =>
    menuItem(`${nameOf(source, show)} · ${TALLY_WORDS[bus]}`, () => hand.choose(source));
  openMenu(under, gettext("Files on preview and program"), hand.reach.map(item));
}

/** On program the bar and the marks are locked: a hold unlocks them, a press locks them again. */
function makeLocks(hand) {
  const title = gettext("On air: hold to unlock the bar and its marks");
  const holdWords = [h("span.hold-long", {}), h("span.hold-short", {})];
  const short = () => hand.at?.locked && hand.act({ do: "scrub" }); // refused, with a word on what to do
  const props = { type: "button", "aria-label": title, title, onclick: short };
  const hold = h("button.button", props, h("span.ring"), holdWords);
  holdable(hold, () => hand.unlock(hand.at?.source ?? null), { ms: UNLOCK_MS });
  const lock = {
    type: "button",
    "aria-label": gettext("Lock the bar"),
    title: gettext("Lock the bar"),
    onclick: () => hand.unlock(null),
  };
  return { hold, holdWords, relock: h("button.button.transport-relock", lock, icon("unlock")) };
}

function makeSettings(hand) {
  const settings = h("button.button.quiet.transport-settings", { type: "button", "aria-haspopup": "true" });
  settings.append(h("span", {}), icon("more"));
  settings.addEventListener("click", () => hand.at && openSettings(settings, hand));
  return settings;
}
