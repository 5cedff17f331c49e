/** The rundown under the top line: who has the programme, what plays and for how long, what comes, and a hand on it. */

import { gettext, interpolate } from "../../i18n.js";
import { commandsFor, nowName, shareOf, untilS, urgencyOf, whoHas } from "../../rundown/plain/playing.js";
import { clipTime, leftText, wallClock } from "../state/time.js";
import { fraction } from "../state/words.js";
import { attr, text, toggle } from "../widgets/h.js";
import { paced } from "../widgets/pace.js";
import { isTemplate } from "../../rundown/plain/days.js";
import { makeStrip } from "./parts.js";

const LOOK_MS = 30_000;

/** It is there for a show that has a rundown; others keep the room for their pictures. */
export function mountRundown(root, app) {
  const { view } = app;
  const parts = makeStrip(app);
  app.runs = [];
  root.append(...parts.all);
  const draw = () => {
    const { rundown, mode } = view.value;
    const there = mode !== "offline" && (app.runs.length > 0 || Boolean(rundown));
    root.hidden = !there;
    toggle(document.body, "data-rundown", there);
    if (there) show(root, parts, mode === "air" ? rundown : null, mode);
  };
  const look = async () => {
    const answer = await app.api.get("rundowns").catch(() => null); // without an answer those known stand
    if (answer) app.runs = (answer.results ?? answer).filter((one) => !isTemplate(one));
    draw();
  };
  view.watch(({ rundown, mode }) => [rundown, mode], draw);
  view.watch(
    ({ connected }) => [connected],
    (connected) => connected && look(),
  );
  setInterval(() => document.hidden || look(), LOOK_MS);
  paced(() => root.hidden || move(parts, app), 100);
}

function show(root, parts, rundown, mode) {
  const { who, title, note } = whoHas(rundown, mode === "air");
  const can = commandsFor(rundown);
  attr(root, "data-who", who);
  attr(root, "data-runs", Boolean(rundown?.now));
  text(parts.title, title);
  text(parts.note, note);
  text(parts.label, rundown?.has_programme ? gettext("Now") : gettext("Would be"));
  text(parts.now, rundown?.now ? nowName(rundown.now) : "");
  const next = rundown?.next[0]?.name ?? gettext("nothing");
  text(parts.next, next);
  text(parts.then, interpolate(gettext("Next: %(name)s"), { name: next }));
  attr(parts.next, "data-state", rundown?.next[0]?.state ?? "");
  const held = rundown?.state === "held";
  text(parts.hold.lastChild, held ? gettext("Go on") : gettext("Hold"));
  attr(parts.hold, "aria-pressed", held);
  for (const name of ["start", "stop", "skip", "unskip", "hold", "back"])
    parts[name].hidden = mode !== "air" || !can[name];
  parts.ads.hidden = mode !== "air" || !can.break;
}

/** What changes with the time. */
function move({ left, bar, nowBox, fixed }, { view, frames }) {
  const { rundown, show: file, mode } = view.value;
  const rate = fraction(file.canvas.rate);
  const at = frames.present(rate);
  const now = mode === "air" ? rundown?.now : null;
  const left_s = now ? untilS(now.end_frame, at, rate) : null;
  text(left, now ? (left_s === null ? gettext("open end") : leftText(left_s)) : "");
  bar.style.setProperty("--share", String(shareOf(now, at, rate) ?? 0));
  attr(nowBox, "data-urgency", rundown?.has_programme && rundown.state === "playing" ? urgencyOf(left_s) : "calm");
  text(fixed, mode === "air" ? fixedWords(rundown?.fixed, at, rate) : "");
}

function fixedWords(fixed, at, rate) {
  if (!fixed) return gettext("none");
  const left = untilS(fixed.start_frame, at, rate);
  const words = {
    time: wallClock(new Date(Date.parse(fixed.utc))).time.slice(0, 5),
    left: clipTime(left ?? 0),
    name: fixed.name,
  };
  return interpolate(gettext("%(time)s, in %(left)s: %(name)s"), words);
}
