/**
 * Local times. Moments of the plan are ISO texts of UTC or with an offset; items keep local times without one. Both are
 * read on the wall of the rundown's zone, never on that of the browser.
 */

/** `{day, time, seconds}` of a moment on a zone's wall, or of a local time as it is; seconds since its midnight. */
export function wallOf(iso, zone) {
  const local = /(Z|[+-]\d\d:?\d\d)$/.test(iso) ? wallText(ms(iso), zone) : iso;
  const [day, clock] = local.split("T");
  const time = clock.slice(0, 8);
  const [h, m, s] = time.split(":").map(Number);
  return { day, time, seconds: h * 3600 + m * 60 + s };
}

export const ms = (iso) => Date.parse(iso);

const formats = new Map();

function partsOf(at_ms, zone) {
  if (!formats.has(zone)) {
    const two = "2-digit";
    const asked = { year: "numeric", month: two, day: two, hour: two, minute: two, second: two, hourCycle: "h23" };
    formats.set(zone, new Intl.DateTimeFormat("en-GB", { ...asked, timeZone: zone }));
  }
  return Object.fromEntries(
    formats
      .get(zone)
      .formatToParts(new Date(at_ms))
      .map(({ type, value }) => [type, value]),
  );
}

/** What the wall clock of a zone shows at a moment: "2026-10-25T02:30:00". */
export function wallText(at_ms, zone) {
  const { year, month, day, hour, minute, second } = partsOf(at_ms, zone);
  return `${year}-${month}-${day}T${hour}:${minute}:${second}`;
}

/** The moment at which a wall clock shows a text; in an overlap the first, in a gap the moment after it. */
export function momentOf(text, zone) {
  const asIfUtc = Date.parse(`${text}Z`);
  const offset = (at) => Date.parse(`${wallText(at, zone)}Z`) - Math.floor(at / 1000) * 1000;
  const around = [asIfUtc - 86_400_000, asIfUtc + 86_400_000].map(offset);
  const guesses = [asIfUtc - around[0], asIfUtc - around[1]];
  const right = guesses.filter((at) => wallText(at, zone) === text.slice(0, 19));
  return right.length ? Math.min(...right) : guesses[0];
}

/** The day `by` days after "2026-10-25", as a date: no zone, no hours. */
export function dayAfter(day, by = 1) {
  const date = new Date(`${day}T12:00:00Z`);
  date.setUTCDate(date.getUTCDate() + by);
  return date.toISOString().slice(0, 10);
}

/** The Monday of the week that a day lies in. */
export function mondayOf(day) {
  return dayAfter(day, -((new Date(`${day}T12:00:00Z`).getUTCDay() + 6) % 7));
}

/** A length as a person types it, in seconds: `90`, `1:30`, `0:01:30`, `1:30.5`; null when it is none. */
export function secondsOf(text) {
  if (!/^\s*(\d+:){0,2}\d+([.,]\d+)?\s*$/.test(text)) return null;
  return text
    .trim()
    .replace(",", ".")
    .split(":")
    .reduce((sum, part) => sum * 60 + Number(part), 0);
}

/** Seconds as they are typed: `1:30`, `1:02:03`, with what is less than a second where there is some. */
export function typedText(seconds) {
  if (seconds === null || seconds === undefined || seconds === "") return "";
  const whole = Math.floor(seconds + 1e-9);
  const part = Math.round((seconds - whole) * 1000);
  const two = (n) => String(n).padStart(2, "0");
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const clock = h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
  return part ? `${clock}.${String(part).padStart(3, "0").replace(/0+$/, "")}` : clock;
}
