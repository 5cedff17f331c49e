/** What an item may come on with, out of the kinds that the mixer declares. Pure: the kinds are given. */

/** Pairs of a kind and its name, in the mixer's order. */
export const kindsOf = (known, gettext) => known.map(({ kind, label }) => [kind, gettext(label)]);

/** What a transition of an item needs to be told: what its kind uses, and `duration`; nothing where several differ. */
export function usesOf(transition, known) {
  const found = known.find(({ kind }) => kind === transition?.kind);
  if (!found) return [];
  // A film of one's own is as long as it is.
  const timed = found.duration_ms && !(found.uses.includes("film") && transition.film);
  return timed ? ["duration", ...found.uses] : found.uses;
}

/** The transition with another kind: it keeps its duration if it had one, else it takes what is usual of its kind. */
export function chosenKind(now, kind, known) {
  const usual_ms = known.find((one) => one.kind === kind)?.duration_ms ?? 0;
  return { ...now, kind, duration_ms: usual_ms && (now?.duration_ms || usual_ms) };
}
