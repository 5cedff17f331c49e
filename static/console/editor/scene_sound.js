/** What a take of a scene sets of sources' sound: `{source: {gain_db?, mute?, mode?}}`. Pure. */

/** The same without what says nothing: as it is stored, parts may be null. */
export function spoken(sound) {
  const bare = Object.entries(sound ?? {}).map(([source, parts]) => [source, withoutNulls(parts)]);
  return Object.fromEntries(bare.filter(([, parts]) => Object.keys(parts).length));
}

const withoutNulls = (parts) =>
  Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== null && value !== undefined));

/** How a source is heard with a scene: `leave`, `on`, `afv` or `off`. */
export function wayOf({ mute, mode } = {}) {
  if (mute || mode === "off") return "off";
  return mode ?? "leave";
}

/** The sound with a source heard another way. Whoever is to be heard is not muted. */
export function withWay(sound, source, way) {
  const { mute: _, mode: __, ...rest } = sound[source] ?? {};
  const parts = { leave: {}, off: { mode: "off" }, on: { mode: "on", mute: false }, afv: { mode: "afv", mute: false } };
  return spoken({ ...sound, [source]: { ...rest, ...parts[way] } });
}

/** The sound with another level of a source; null leaves it. */
export function withLevel(sound, source, gain_db) {
  return spoken({ ...sound, [source]: { ...sound[source], gain_db } });
}

export const LEAST_DB = -90;
export const MOST_DB = 12;

/** A level in what was typed: null for nothing, undefined for what is none. */
export function levelIn(text) {
  const typed = text.trim().replace(",", ".").replace("−", "-");
  if (!typed) return null;
  const gain_db = Number(typed);
  return Number.isFinite(gain_db) && gain_db >= LEAST_DB && gain_db <= MOST_DB ? gain_db : undefined;
}
