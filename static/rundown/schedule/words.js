/** A show's schedule in words and as spans of time. Pure. */

import { gettext, interpolate, language, ngettext } from "../../i18n.js";
import { kindOfRule } from "../plain/starts.js";

const LEAD_MS = 60_000; // so long before its time a director may let the schedule have the programme
const DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

/** What an entry does; `runs` are the show's rundowns. */
export function doWords({ do: what, rundown, closing }, runs) {
  if (what === "standby") return gettext("Standby");
  if (what === "stop") return closing ? gettext("Stop, after the closing film") : gettext("Stop");
  const name = runs?.find(({ id }) => id === rundown)?.name;
  return rundown ? interpolate(gettext("Start with “%(name)s”"), { name: name ?? rundown }) : gettext("Start");
}

/** When an entry comes, in its own zone. */
export function whenWords({ at, rule, zone }) {
  const text = rule ? rule.start : at;
  const parts = { day: written(text, { weekday: "short", day: "numeric", month: "short", year: "numeric" }) };
  const values = { ...parts, time: text.slice(11, 16), zone, days: rule ? daysOf(rule.rrule) : "" };
  const words = { once: "%(day)s, %(time)s", daily: gettext("Every day, %(time)s"), weekly: "%(days)s, %(time)s" }[
    kindOfRule(rule?.rrule)
  ];
  return interpolate(words ?? gettext("By a rule, %(time)s"), values);
}

function daysOf(rrule) {
  const on = /BYDAY=([A-Z,]+)/.exec(rrule)?.[1].split(",") ?? [];
  const name = (day) => written(`2026-01-0${5 + DAYS.indexOf(day)}T12:00:00`, { weekday: "short" });
  return DAYS.filter((day) => on.includes(day))
    .map(name)
    .join(", ");
}

function written(local, how) {
  const shown = new Intl.DateTimeFormat(language() === "en" ? "en-GB" : language(), { ...how, timeZone: "UTC" });
  return shown.format(new Date(`${local.slice(0, 19)}Z`));
}

/** "Stops at 22:00 (in 12 min)"; "" where nothing comes within a week. `next` as the show or an entry has it. */
export function soonWords(next, now_ms) {
  const left_s = next ? (Date.parse(next.utc) - now_ms) / 1000 : Infinity;
  if (left_s > 7 * 86_400) return "";
  const words = {
    start: gettext("Starts %(when)s"),
    stop: gettext("Stops %(when)s"),
    standby: gettext("Goes to standby %(when)s"),
  }[next.do];
  return interpolate(words, { when: momentWords(next, left_s) });
}

function momentWords({ local }, left_s) {
  const time = local.slice(11, 16);
  if (left_s < 60) return interpolate(gettext("at %(time)s (in less than a minute)"), { time });
  const n = Math.floor(left_s / 60);
  if (n < 60) return interpolate(ngettext("at %(time)s (in %(n)s min)", "at %(time)s (in %(n)s min)", n), { time, n });
  if (left_s < 43_200) return interpolate(gettext("at %(time)s"), { time });
  return `${written(local, { weekday: "short" })} ${time}`;
}

/** The first thing that the entries bring. */
export function soonest(entries, now_ms) {
  const times = entries
    .filter(({ enabled }) => enabled)
    .flatMap((one) => one.next.map((time) => ({ ...time, do: one.do })))
    .filter(({ utc }) => Date.parse(utc) > now_ms);
  return times.sort((one, two) => Date.parse(one.utc) - Date.parse(two.utc))[0] ?? null;
}

/**
 * What a director is asked while somebody has the programme: `{occurrence, text, yes}`; null where there is nothing.
 * `schedule` is the part of the show's state.
 */
export function questionOf(schedule, now_ms) {
  const { waiting, hand, agreed, next = [] } = schedule ?? {};
  if (!hand) return null;
  if (waiting)
    return {
      occurrence: waiting.occurrence,
      text: interpolate(
        waiting.do === "standby"
          ? gettext("The standby of %(time)s waits: %(hand)s has the programme.")
          : gettext("The start of %(time)s waits: %(hand)s has the programme."),
        { hand, time: waiting.local.slice(11, 16) },
      ),
      yes: gettext("Do it now"),
    };
  const [first] = next;
  const near = first && Date.parse(first.utc) - now_ms <= LEAD_MS && first.occurrence !== agreed;
  if (!near) return null;
  const words = {
    start: gettext("A start comes at %(time)s, and %(hand)s has the programme: it will wait."),
    standby: gettext("The standby comes at %(time)s, and %(hand)s has the programme: it will wait."),
    stop: gettext("The show stops at %(time)s, but %(hand)s has the programme: it will go on."),
  }[first.do];
  const text = interpolate(words, { hand, time: first.local.slice(11, 16) });
  return { occurrence: first.occurrence, text, yes: gettext("Let the schedule have it") };
}

/** When the show is on air by its schedule: `{from_ms, to_ms}`, as far as the next times of its entries reach. */
export function spansOf(entries) {
  const times = entries
    .filter((one) => one.enabled && one.do !== "standby")
    .flatMap((one) => one.next.map(({ utc }) => ({ at_ms: Date.parse(utc), what: one.do })));
  // Of one moment a start goes before a stop.
  times.sort((one, two) => one.at_ms - two.at_ms || (one.what === "stop" ? -1 : 1));
  const spans = [];
  let open = null;
  for (const { at_ms, what } of times) {
    if (what === "start") open ??= at_ms;
    else if (open !== null) {
      spans.push({ from_ms: open, to_ms: at_ms });
      open = null;
    }
  }
  return open === null ? spans : [...spans, { from_ms: open, to_ms: Infinity }];
}

/** The part of each span that lies in a day, `{from_ms, to_ms}`. */
export function withinDay(spans, day) {
  return spans
    .map(({ from_ms, to_ms }) => ({ from_ms: Math.max(from_ms, day.from_ms), to_ms: Math.min(to_ms, day.to_ms) }))
    .filter(({ from_ms, to_ms }) => from_ms < to_ms);
}

/** A new entry to begin with: the next full hour, in a zone. */
export function fresh(zone, rundown, at) {
  return { do: "start", at, rule: null, zone, rundown, closing: false, enabled: true, name: "", note: "" };
}

const FIELDS = ["do", "at", "rule", "zone", "rundown", "closing", "enabled", "name", "note"];

/** What is sent of an entry: only what belongs to what it does. */
export function bodyOf(entry) {
  const body = Object.fromEntries(FIELDS.map((name) => [name, entry[name]]));
  return { ...body, rundown: entry.do === "start" ? entry.rundown : "", closing: entry.do === "stop" && entry.closing };
}
