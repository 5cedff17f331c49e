/** Times as a director reads them. */

import { place } from "../../i18n.js";

/** Seconds as `00:12:31`; more than 99 hours simply grows. */
export function hms(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (n) => String(n).padStart(2, "0");
  return `${two(Math.floor(whole / 3600))}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
}

/** Seconds within a clip as `03:07`, with tenths where asked: `00:09.4`. Never rounded up: nothing lasts longer. */
export function clipTime(seconds, tenths = false) {
  const whole = Math.max(0, Math.floor(seconds * 10 + 1e-6) / 10);
  const clock = whole < 3600 ? hms(whole).slice(3) : hms(whole);
  return tenths ? `${clock}.${Math.floor((whole * 10 + 1e-6) % 10)}` : clock;
}

/** What is left of a clip: with tenths once they matter. */
export function leftText(seconds) {
  return seconds === null ? "" : clipTime(seconds, seconds < 10);
}

/** A moment given in wall-clock seconds or as an ISO text, in milliseconds; null when there is none. */
export function momentMs(value) {
  if (value === null || value === undefined || value === "") return null;
  const ms = typeof value === "number" ? value * 1000 : Date.parse(value);
  return Number.isFinite(ms) ? ms : null;
}

/** How long ago `since` was, as `00:12:31`; dashes when there is no moment to count from. */
export function elapsed(since, nowMs) {
  const start = momentMs(since);
  return start === null ? "--:--:--" : hms((nowMs - start) / 1000);
}

/** The wall clock and the short name of its zone. */
export function wallClock(date, zone) {
  const options = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23", timeZone: zone };
  const time = new Intl.DateTimeFormat("en-GB", options).format(date);
  const parts = new Intl.DateTimeFormat("en-GB", { timeZoneName: "short", timeZone: zone }).formatToParts(date);
  return { time, zone: parts.find((part) => part.type === "timeZoneName")?.value ?? "" };
}

/** A duration for a button: `0.5 s`, `12 frames` is nobody's first language. */
export function secondsText(ms) {
  return `${(ms / 1000).toFixed(ms % 1000 && ms % 100 ? 2 : 1)} s`;
}

/** A moment as `20:31:05`, with its day where that is not today. */
export function clockTime(value, now = new Date()) {
  const moment = new Date(momentMs(value));
  const time = moment.toLocaleTimeString("en-GB");
  return moment.toDateString() === now.toDateString() ? time : `${moment.toLocaleDateString(place())} ${time}`;
}
