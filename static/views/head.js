/** The line above a view: which show, on air since when, the time, and what is wrong. */

import { gettext, interpolate } from "../i18n.js";
import { attr, h, text } from "../console/widgets/h.js";
import { elapsed, wallClock } from "../console/state/time.js";
import { toggleFullScreen } from "./device.js";
import { lampOf } from "./state.js";

/** `hands`: elements that the kind of view puts into the line. */
export function mountHead(root, app, hands = []) {
  const parts = {
    name: h("h1", {}),
    lamp: h("p.view-lamp", { role: "status" }),
    since: h("p.view-since", { role: "timer", "aria-live": "off" }),
    rec: h("p.view-rec", { hidden: true }),
    clock: h("p.view-clock", { role: "timer", "aria-live": "off" }),
  };
  const full = h(
    "button.button.quiet",
    { type: "button", "aria-keyshortcuts": "F", onclick: toggleFullScreen },
    gettext("Full screen"),
  );
  full.hidden = !document.fullscreenEnabled;
  root.replaceChildren(parts.name, parts.lamp, parts.since, parts.rec, h("span.spring"), ...hands, full, parts.clock);
  app.view.watch(
    ({ mode, rehearsing, show }) => [mode, rehearsing, show.name],
    (mode, rehearsing, name) => {
      const { look, words } = lampOf({ mode, rehearsing });
      text(parts.name, name);
      text(parts.lamp, words);
      attr(parts.lamp, "data-mode", look);
    },
  );
  app.everyTick(() => showTimes(parts, app));
}

function showTimes({ since, rec, clock }, { view, time }) {
  const now = time.at(Date.now());
  const { mode, air, recording } = view.value;
  since.hidden = mode !== "air" || !air.since;
  text(since, elapsed(air.since, now));
  rec.hidden = !recording.on;
  text(rec, interpolate(gettext("Rec %(time)s"), { time: elapsed(recording.since, now) }));
  text(clock, wallClock(new Date(now)).time);
}
