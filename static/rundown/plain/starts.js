/** How an item begins, as values. Pure. */

import { gettext } from "../../i18n.js";

/** The start in another mode; a time comes with the next full hour, for somebody to change. */
export function changedTo(mode, start, zone, now = new Date()) {
  if (mode === "follow" || mode === "manual") return { mode };
  const { at = nextHour(zone, now), rule = null } = start ?? {};
  return { mode, at, rule, ...(mode === "fixed" ? { late_s: start?.late_s ?? 0 } : { back: start?.back ?? "resume" }) };
}

function nextHour(zone, now) {
  const shown = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" });
  return `${shown
    .format(new Date(now.getTime() + 3_600_000))
    .replace(" ", "T")
    .slice(0, 14)}00:00`;
}

/** How a rule is shown: as one of the usual ones, or as what it is. */
export function kindOfRule(rrule) {
  if (!rrule) return "once";
  if (rrule === "FREQ=DAILY") return "daily";
  if (/^FREQ=WEEKLY;BYDAY=[A-Z,]+$/.test(rrule)) return "weekly";
  return /^FREQ=MINUTELY;INTERVAL=\d+$/.test(rrule) ? "minutes" : "other";
}

/** Why an item cannot be moved in time, or "". */
export function fixedHere({ start }) {
  if (start.rule) return gettext("It comes by a rule: open it to change the rule.");
  if (start.mode === "fixed" || start.mode === "insert") return "";
  return gettext("It follows on what is before it: move it in the list, or give it a fixed time.");
}
