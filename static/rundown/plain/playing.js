/** Who has the programme and how long for: the part "rundown" of the show's state, in words and seconds. Pure. */

import { gettext, interpolate } from "../../i18n.js";

/**
 * `{who, title, note}`: `who` is "rundown" when it is on air by its own hand, "director" when somebody else is,
 * "nobody" when no show is on air.
 */
export function whoHas(rundown, onAir) {
  if (!onAir) return { who: "nobody", title: gettext("Off air"), note: gettext("The show is not on air.") };
  const say = (who, title, note) => ({ who, title, note: interpolate(note, { name: rundown?.name ?? "" }) });
  const director = gettext("Director has the programme");
  if (!rundown || rundown.state === "stopped") return say("director", director, gettext("No rundown runs."));
  if (rundown.state === "preempted" || !rundown.has_programme)
    return say(
      "director",
      director,
      rundown.state === "ended" ? gettext("%(name)s has ended.") : gettext("%(name)s goes on by its clock."),
    );
  const notes = {
    held: gettext("%(name)s is on hold."),
    empty: gettext("%(name)s has nothing to play: standby."),
    ended: gettext("%(name)s has ended: standby."),
  };
  return say(
    "rundown",
    gettext("Rundown has the programme"),
    notes[rundown.state] ?? gettext("%(name)s plays by itself."),
  );
}

/** What is on is called by its name; what has none is the standby. */
export function nowName({ item, name }) {
  return name || (item ? gettext("Filler") : gettext("Standby"));
}

/** Seconds until a frame, never below 0; null without one. */
export function untilS(frame, now, rate) {
  return frame === null || frame === undefined || now === null ? null : Math.max(0, (frame - now) / rate);
}

/** How far into the item, from 0 to 1; null when nobody knows its end. */
export function shareOf(item, now, rate) {
  if (!item || now === null) return null;
  const { start_frame: start, end_frame: end } = item;
  if (end === null || end === undefined || !rate) return null;
  return Math.min(1, Math.max(0, (now - start) / Math.max(1, end - start)));
}

/** How urgent what is left is: as for a file on program. */
export function urgencyOf(left_s) {
  if (left_s === null) return "calm";
  return left_s < 10 ? "now" : left_s < 30 ? "soon" : "calm";
}

/** Whether somebody may start, skip, hold, jump and hand over. */
export function mayRun({ rights, show, rundown }) {
  if (rights.includes("carry")) return true;
  return rights.includes("edit") && Boolean(show?.producers_run) && Boolean(rundown?.has_programme);
}

/** Which commands make sense now: of those, buttons are drawn. */
export function commandsFor(rundown) {
  const state = rundown?.state ?? "stopped";
  const runs = !["stopped", "ended"].includes(state);
  const has = runs && rundown.has_programme && state !== "preempted";
  return {
    start: !runs,
    stop: runs,
    skip: has,
    unskip: Boolean(rundown?.skipping),
    hold: has,
    break: has && Boolean(rundown.breaks),
    extend: has,
    back: runs && !has,
  };
}
