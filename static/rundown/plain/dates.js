/** Days in the reader's language. */

import { language } from "../../i18n.js";

/** "Sunday, 22 November" of "2026-11-22". */
export function dayWords(day) {
  return written(day, { weekday: "long", day: "numeric", month: "long" });
}

/** "Sun 22" */
export function dayShort(day) {
  return written(day, { weekday: "short", day: "numeric" });
}

/** "Sat 28 Nov" */
export function dayMonth(day) {
  return written(day, { weekday: "short", day: "numeric", month: "short" });
}

/** "22 Nov 2026" */
export function dateWords(day) {
  return written(day, { day: "numeric", month: "short", year: "numeric" });
}

function written(day, how) {
  const shown = new Intl.DateTimeFormat(language() === "en" ? "en-GB" : language(), { ...how, timeZone: "UTC" });
  return shown.format(new Date(`${day}T12:00:00Z`));
}
