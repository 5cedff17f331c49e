/** What a graphic is to be asked, worked out from how its overlay stood and how it stands now. Pure. */

/**
 * The calls, in order: {verb: "load" | "update" | "play" | "next" | "stop" | "custom", …}. Without a `before` the page
 * has just begun: it goes straight to where the overlay stands, and what was done before is not done again.
 */
export function planned(before, after, steps = 1) {
  if (!before) return begun(after, steps);
  const calls = [];
  if (!same(before.fields, after.fields)) calls.push({ verb: "update" });
  calls.push(...moved(before, after), ...actionsSince(lastSerial(before), after));
  return calls;
}

/** A graphic that leaves by itself has left. */
function begun({ on, step = 0 }, steps) {
  const load = { verb: "load" };
  return on && steps !== 0 ? [load, { verb: "play", step, skip: true }] : [load];
}

function moved(before, after) {
  const [from, to] = [before.step ?? 0, after.step ?? 0];
  if (before.on && !after.on) return [{ verb: "stop" }];
  if (!after.on) return [];
  if (!before.on) return [{ verb: "play", step: to }];
  const again = newActions(lastSerial(before), after).some(([, id]) => id === "play");
  if (again) return [{ verb: "play", step: to }];
  if (to === from + 1) return [{ verb: "next", step: to }];
  return to === from ? [] : [{ verb: "play", step: to }];
}

function actionsSince(serial, after) {
  const own = newActions(serial, after).filter(([, id]) => id !== "play");
  return own.map(([, id, payload]) => ({ verb: "custom", id, payload }));
}

const newActions = (serial, { actions = [] }) => actions.filter(([number]) => number > serial);
const lastSerial = ({ actions = [] }) => actions.at(-1)?.[0] ?? 0;

function same(one, other) {
  const names = Object.keys(one ?? {});
  return names.length === Object.keys(other ?? {}).length && names.every((name) => one[name] === other?.[name]);
}
