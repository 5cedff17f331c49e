/**
 * Saving a form over what it was filled from. Where somebody else has stored another version of the same part
 * meanwhile, nothing is written over in silence: it is said what of it is another, and saving again keeps one's own.
 */

import { gettext, interpolate, listed } from "../../i18n.js";
import { Problem } from "../link/api.js";
import { alike } from "./draft.js";

const STALE = 412;
const NOT_SAID = ["id", "position", "edit"];

/** `row` is what the form was filled with, stored at `revision` or since; resolves to the answer of `save(body)`. */
export function careful(api, path, row, revision) {
  let [base, match] = [row, revision];
  return async function save(body) {
    try {
      return await api.patch(path, body, { match });
    } catch (error) {
      if (error.status !== STALE) throw error;
    }
    const [theirs, show, steps] = [await api.get(path), await api.get(""), await api.get("undo").catch(() => ({}))];
    const other = differing(base, theirs);
    [base, match] = [theirs, show.revision];
    if (!other.length) return save(body);
    throw new Problem(STALE, { detail: staleWords(other, whoseOf(steps.undo, theirs.id)) });
  };
}

/** The parts of two versions of a row that are not the same. Pure. */
export function differing(one, other) {
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])].filter((name) => !NOT_SAID.includes(name));
  return names.filter((name) => !alike(one[name] ?? null, other[name] ?? null));
}

/** A part of a row as the form calls it. */
function partWords(name) {
  const words = {
    name: gettext("name"),
    input: gettext("input"),
    buffer_ms: gettext("buffer"),
    hold_ms: gettext("hold"),
    fallback: gettext("what stands in"),
    content: gettext("content"),
    rect: gettext("place"),
    fields: gettext("texts"),
    enter: gettext("how it comes in"),
    leave: gettext("how it goes out"),
    auto_off_s: gettext("when it goes by itself"),
    sound: gettext("sound"),
  };
  return words[name] ?? name;
}

function whoseOf(step, id) {
  return step?.changes.some((one) => one.id === id) ? step.who : "";
}

function staleWords(parts, who) {
  const values = { who, parts: listed(parts.map(partWords)) };
  return who
    ? interpolate(
        gettext("%(who)s has changed this meanwhile (%(parts)s). Save again to keep yours, or close to take theirs."),
        values,
      )
    : interpolate(
        gettext("Somebody has changed this meanwhile (%(parts)s). Save again to keep yours, or close to take theirs."),
        values,
      );
}
