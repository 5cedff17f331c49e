/** The names of live texts that a person gives an overlay. Pure. */

/** `home, away` as a list, each name once. */
export function textNames(line) {
  return [...new Set(line.split(",").map((name) => name.trim()))].filter(Boolean);
}

/** A merge patch to these names: what is there keeps its text, what is new begins empty, what is gone is null. */
export function patchOf(fields, names) {
  const gone = Object.keys(fields).filter((name) => !names.includes(name));
  return Object.fromEntries([...names.map((name) => [name, fields[name] ?? ""]), ...gone.map((name) => [name, null])]);
}
