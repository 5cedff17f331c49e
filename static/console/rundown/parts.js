/** What the strip of the rundown is made of: its elements, and which press does what. */

import { gettext, interpolate } from "../../i18n.js";
import { handBack } from "../../rundown/parts/hand_back.js";
import { h, icon } from "../widgets/h.js";
import { holdable } from "../widgets/hold.js";
import { menuItem, openMenu } from "../widgets/layer.js";

export function makeStrip(app) {
  const parts = { ...makeWords(), ...makeButtons(app), page: makeLink(app) };
  const { start, skip, unskip, ads, hold, back, stop, standby, page } = parts;
  const who = h("div.strip-who", { role: "status" }, parts.title, parts.note);
  const coming = h(
    "dl.strip-coming",
    {},
    h("dt", {}, gettext("Next")),
    parts.next,
    h("dt", {}, gettext("Fixed")),
    parts.fixed,
  );
  const hands = [start, skip, unskip, ads, hold, back, stop, standby];
  const buttons = h("div.strip-buttons", { data: { needs: "live" } }, ...hands);
  return { ...parts, all: [who, parts.nowBox, coming, buttons, page] };
}

function makeWords() {
  const words = {
    label: h("span.strip-label", {}),
    then: h("span.strip-then", {}),
    now: h("b", {}),
    left: h("output.strip-left", {}),
    bar: h("i.strip-bar"),
  };
  return {
    ...words,
    title: h("strong", {}),
    note: h("span", {}),
    next: h("dd", {}),
    fixed: h("dd", {}),
    nowBox: h(
      "div.strip-now",
      {},
      h("span.strip-heading", {}, words.label, words.then),
      words.now,
      words.left,
      words.bar,
    ),
  };
}

function makeButtons(app) {
  const { ask, view } = app;
  const button = (words, onclick, title = null) =>
    h("button.button", { type: "button", onclick, title }, h("span", {}, words));
  const hold = () => ask("rundown_hold", { on: view.value.rundown?.state !== "held" });
  const stopping = { type: "button", title: gettext("Hold for a second to stop the rundown") };
  const stop = h("button.button.quiet", stopping, h("span.ring"), gettext("Stop"));
  const standby = button(gettext("Standby"), () => ask("standby"), gettext("Put the standby scene on air, at once"));
  standby.append(h("kbd", {}, "F8"));
  const adsWords = gettext("Play the ad break now: what plays goes on after it");
  return {
    start: button(gettext("Start…"), ({ currentTarget }) => chooseStart(currentTarget, app)),
    skip: button(gettext("Skip"), () => ask("rundown_skip"), gettext("End what plays: the next begins")),
    unskip: button(gettext("Do not skip"), () => ask("rundown_unskip")),
    ads: button(gettext("Break"), () => ask("rundown_break"), adsWords),
    hold: button(gettext("Hold"), hold, gettext("Nothing advances by itself")),
    back: button(gettext("Hand back…"), ({ currentTarget }) => handBack(currentTarget, ask)),
    stop: holdable(stop, () => ask("rundown_stop")),
    standby,
  };
}

function chooseStart(under, { runs, ask }) {
  const start = ({ id }, at) => ask("rundown_start", { rundown: id, at });
  const items = runs.flatMap((one) => [
    menuItem(one.name, () => start(one, "start")),
    menuItem(interpolate(gettext("%(name)s, where the clock says"), one), () => start(one, "clock")),
  ]);
  openMenu(under, gettext("Start a rundown"), items);
}

/** To the rundown itself: the one that plays, else all of them. */
function makeLink({ addresses, view }) {
  const link = h(
    "a.button.quiet.icon-only",
    { href: addresses.rundowns, title: gettext("Open the rundown"), "aria-label": gettext("Open the rundown") },
    icon("out"),
  );
  view.watch(
    ({ rundown }) => [rundown?.rundown],
    (run) => (link.href = run ? `${addresses.rundowns}/${run}` : addresses.rundowns),
  );
  return link;
}
