/** Things of one day beside each other where they overlap. Pure: `{from, to}` in, the same with `lane` and `lanes`. */

/** Each goes into the first lane that is free; all that hang together share the width. In order of their beginnings. */
export function inLanes(spans) {
  const sorted = [...spans].sort((one, other) => one.from - other.from || other.to - one.to);
  const placed = [];
  let cluster = [];
  let ends = -Infinity;
  for (const span of sorted) {
    if (span.from >= ends) cluster = [];
    const lane = freeLane(cluster, span.from);
    const made = { ...span, lane, cluster };
    cluster.push(made);
    placed.push(made);
    ends = Math.max(cluster.length > 1 ? ends : -Infinity, span.to);
  }
  return placed.map(({ cluster: beside, ...span }) => ({
    ...span,
    lanes: 1 + Math.max(...beside.map((one) => one.lane)),
  }));
}

function freeLane(cluster, from) {
  const taken = new Set(cluster.filter(({ to }) => to > from).map(({ lane }) => lane));
  let lane = 0;
  while (taken.has(lane)) lane += 1;
  return lane;
}

/** Runs of spans too short to be read become one each, `{...first, to, ends, count}`; `alone` ones stay. */
export function joined(spans, least, alone) {
  const made = [];
  for (const span of spans) {
    const last = made.at(-1);
    const short = span.to - span.from < least && !alone(span);
    if (short && last?.run && span.from - last.to < least)
      Object.assign(last, { to: span.to, ends: span.ends, count: last.count + 1 });
    else made.push({ ...span, run: short, count: 1 });
  }
  return made.map(({ run: _, ...span }) => span);
}
