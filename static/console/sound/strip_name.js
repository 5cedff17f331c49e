/** A name in two lines that end with words: what does not fit is left out from a word on, with an ellipsis. */

/** `fits(words)` says whether they fit a line. Returns one line or two. */
export function linesOf(name, fits) {
  const words = name.split(/\s+/).filter(Boolean);
  const first = taken(words, fits);
  const rest = words.slice(first.length);
  if (!rest.length) return [first.join(" ")];
  const second = taken(rest, fits);
  if (second.length === rest.length) return [first.join(" "), second.join(" ")];
  let kept = second;
  while (kept.length > 1 && !fits(`${kept.join(" ")} …`)) kept = kept.slice(0, -1);
  return [first.join(" "), `${kept.join(" ")} …`];
}

/** As many words as fit a line; one at least, however long it is. */
function taken(words, fits) {
  let count = Math.min(1, words.length);
  while (count < words.length && fits(words.slice(0, count + 1).join(" "))) count += 1;
  return words.slice(0, count);
}
