/** Which deeds somebody means who types a few letters. Pure. */

const plain = (words) => words.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/** How well `typed` says `words`: 0 not at all; more where words begin with what was typed, in its order. */
export function fit(typed, words) {
  const pieces = plain(typed).split(/\s+/).filter(Boolean);
  const whole = plain(words);
  let score = 1;
  let from = 0;
  for (const piece of pieces) {
    const begins = whole.split(/\s+/).some((word) => word.startsWith(piece));
    if (!begins && !whole.includes(piece)) return 0;
    const at = whole.indexOf(piece, from);
    score += (begins ? 4 : 1) + (at >= 0 ? 2 : 0) + (at === 0 ? 3 : 0);
    from = at >= 0 ? at + piece.length : from;
  }
  return score;
}

/** The best first; those that fit equally stay in their order. */
export function found(typed, deeds, most = 12) {
  return deeds
    .map((deed) => ({ deed, score: fit(typed, deed.words) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, most)
    .map(({ deed }) => deed);
}
