/** What a strip's sheet offers, as data: the parts of a sound's processing in the order they are gone through. */

import { gettext } from "../../i18n.js";

const hz = (value) => (value >= 1000 ? `${round(value / 1000)} kHz` : `${round(value)} Hz`);
const db = (value) => `${signed(value)} dB`;
const ms = (value) => `${round(value)} ms`;
const round = (value) => String(Math.round(value * 10) / 10);
const signed = (value) => `${value < 0 ? "−" : value > 0 ? "+" : ""}${round(Math.abs(value))}`;

/** [name of the value, words, least, most, step, usual, how it is written, whether its scale is logarithmic] */
export const partsOf = () => [
  {
    part: "denoise",
    title: gettext("Noise reduction"),
    hint: gettext("Takes hum and hiss down. Set “Noise” a little above the level of the silent room."),
    values: [
      ["noise_db", gettext("Noise"), -80, -20, 1, -45, db],
      ["reduction_db", gettext("Reduction"), 1, 40, 1, 12, db],
    ],
  },
  {
    part: "gate",
    title: gettext("Gate"),
    hint: gettext("Lowers what is quieter than the threshold."),
    values: [
      ["threshold_db", gettext("Threshold"), -80, 0, 1, -45, db],
      ["range_db", gettext("Range"), 1, 60, 1, 24, db],
      ["attack_ms", gettext("Attack"), 0.1, 200, 0.1, 5, ms, true],
      ["release_ms", gettext("Release"), 10, 2000, 1, 200, ms, true],
    ],
  },
  {
    part: "eq",
    title: gettext("Equaliser"),
    hint: "",
    values: [
      ["low_cut_hz", gettext("Low cut"), 0, 400, 5, 0, (value) => (value ? hz(value) : gettext("off"))],
      ["low_db", gettext("Low"), -18, 18, 0.5, 0, db],
      ["low_hz", gettext("Low, up to"), 40, 500, 1, 120, hz, true],
      ["mid_db", gettext("Mid"), -18, 18, 0.5, 0, db],
      ["mid_hz", gettext("Mid, at"), 200, 8000, 1, 1000, hz, true],
      ["mid_q", gettext("Mid, narrowness"), 0.2, 8, 0.1, 1, round, true],
      ["high_db", gettext("High"), -18, 18, 0.5, 0, db],
      ["high_hz", gettext("High, from"), 2000, 16000, 1, 8000, hz, true],
    ],
  },
  {
    part: "compressor",
    title: gettext("Compressor"),
    hint: gettext("Evens out loud and quiet: above the threshold the level rises by a part only."),
    works: "reduction_db",
    values: [
      ["threshold_db", gettext("Threshold"), -60, 0, 1, -20, db],
      ["ratio", gettext("Ratio"), 1, 20, 0.1, 3, (value) => `${round(value)} : 1`, true],
      ["attack_ms", gettext("Attack"), 0.1, 200, 0.1, 10, ms, true],
      ["release_ms", gettext("Release"), 10, 2000, 1, 200, ms, true],
      ["makeup_db", gettext("Make-up"), 0, 24, 0.5, 0, db],
    ],
  },
  {
    part: "auto_gain",
    title: gettext("Automatic gain"),
    hint: gettext("Brings the loudness slowly to the target and leaves silence alone."),
    works: "auto_gain_db",
    values: [
      ["loudness_lufs", gettext("Target"), -40, -10, 1, -23, (value) => `${signed(value)} LUFS`],
      ["most_db", gettext("By at most"), 1, 24, 1, 12, db],
    ],
  },
];

export const TRIM = () => ["trim_db", gettext("Trim"), -24, 24, 0.5, 0, db];
export const BUFFER_FOR_DENOISE_MS = 80;

/** The steps of a strip that are on, for its lamp. */
export function stepsOn(sound) {
  const on = partsOf().filter(({ part }) => sound[part]?.on);
  return [...(sound.trim_db ? [gettext("Trim")] : []), ...on.map(({ title }) => title)];
}

/** A slider runs from 0 to 1000: where a value stands on it, and the value there. */
export function placeOf(value, [, , least, most, , , , logarithmic]) {
  if (value <= least) return 0;
  const share = logarithmic ? Math.log(value / least) / Math.log(most / least) : (value - least) / (most - least);
  return Math.round(1000 * Math.max(0, Math.min(1, share)));
}

export function valueAt(place, [, , least, most, step, , , logarithmic]) {
  const share = place / 1000;
  const value = logarithmic ? least * (most / least) ** share : least + (most - least) * share;
  const fine = logarithmic ? rounded(value) : Math.round(value / step) * step;
  return Math.max(least, Math.min(most, Number(fine.toFixed(3))));
}

/** To two figures: 1234 is 1200. */
const rounded = (value) => Number(value.toPrecision(2));
