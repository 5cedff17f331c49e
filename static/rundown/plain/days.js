/** The days of a calendar and the templates for a day. Pure: zones as the browser knows them, moments as planned. */

import { dayAfter, momentOf, ms, wallOf, wallText } from "./moments.js";

const HALF_HOUR_MS = 1_800_000;

/**
 * A day in a zone: `{day, from_ms, to_ms, ticks}`. It lasts from one local midnight to the next, which on two days of
 * the year is not 24 hours; `ticks` are its full hours as the wall shows them, so 02:00 stands twice or not at all.
 */
export function dayOf(day, zone) {
  const [from_ms, to_ms] = [momentOf(`${day}T00:00:00`, zone), momentOf(`${dayAfter(day)}T00:00:00`, zone)];
  const ticks = [];
  for (let at = from_ms; at < to_ms; at += HALF_HOUR_MS) {
    const time = wallText(at, zone).slice(11, 16);
    if (time.endsWith(":00")) ticks.push({ at_ms: at, time });
  }
  return { day, from_ms, to_ms, ticks };
}

export function weekOf(monday, zone) {
  return Array.from({ length: 7 }, (_, at) => dayOf(dayAfter(monday, at), zone));
}

/** What of the plan lies in a day, cut at its midnights: `{occurrence, from, to, wished}` in milliseconds. */
export function withinDay(occurrences, { from_ms, to_ms }) {
  return occurrences.flatMap((occurrence) => {
    if (occurrence.trouble) return [];
    const from = ms(occurrence.start);
    const ends = occurrence.end ? ms(occurrence.end) : from + HALF_HOUR_MS;
    const wished = ends + (occurrence.over_s ?? 0) * 1000;
    if (wished <= from_ms || from >= to_ms) return [];
    return [{ occurrence, from: Math.max(from, from_ms), to: Math.min(wished, to_ms), ends: Math.min(ends, to_ms) }];
  });
}

/** The moment under a hand, on the grid of some minutes by the wall, as the text that an item keeps. */
export function textAt(at_ms, zone, minutes = 5) {
  const { day, seconds } = wallOf(wallText(at_ms, zone));
  const step = minutes * 60;
  const whole = Math.min(86_400 - step, Math.round(seconds / step) * step);
  const two = (n) => String(n).padStart(2, "0");
  return `${day}T${two(Math.floor(whole / 3600))}:${two(Math.floor(whole / 60) % 60)}:00`;
}

export const isTemplate = ({ template }) => Boolean(template);

/** The items that have a time of their own on a day. What comes by a rule comes to the other days by itself. */
export function fixedOn(items, day) {
  return items.filter(({ start }) => start.at?.startsWith(day) && !start.rule);
}

/** What of a template has a time, on another day at the same times by the wall: as new items. */
export function laidOn(items, day) {
  const timed = items.filter(({ start }) => start.at && !start.rule);
  return timed.map(({ id: _, ...item }) => ({
    ...item,
    start: { ...item.start, at: `${day}T${item.start.at.slice(11)}` },
  }));
}
