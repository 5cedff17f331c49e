/** What an item is of, in words, and what it is called when nobody has named it. */

import { gettext, interpolate, ngettext } from "../../i18n.js";

/** The kind of an item as it is listed and filtered by: of an asset what the asset is. */
export function kindOf({ content }, assets) {
  return content.kind === "asset" ? (assets.get(content.asset)?.kind ?? "asset") : content.kind;
}

/** Whether a file of the library can be an item; subtitles only go with one. */
export const isPlayable = ({ kind }) => !["subtitles", "bundle"].includes(kind);

export function kindWords(kind) {
  const words = {
    video: gettext("Video"),
    audio: gettext("Sound"),
    image: gettext("Picture"),
    document: gettext("Document"),
    asset: gettext("File"),
    source: gettext("Source"),
    scene: gettext("Scene"),
    rundown: gettext("Rundown"),
    break: gettext("Ad break"),
  };
  return words[kind] ?? kind;
}

/** What plays beside the items of the list, by the first part of its name; empty for those. */
export function besideWords(top) {
  const words = {
    breaks: gettext("Break"),
    opening: gettext("Opening"),
    closing: gettext("Closing"),
    filler: gettext("Filler"),
  };
  return words[top] ?? "";
}

/** How an item begins, in words. */
export function modeWords(mode) {
  const words = {
    follow: gettext("Follows on"),
    fixed: gettext("Fixed time"),
    insert: gettext("Cuts in"),
    manual: gettext("Waits for a hand"),
  };
  return words[mode] ?? mode;
}

/** What an item shows: the name of its file, source, scene or rundown. `known` has `assets`, `show` and `runs`. */
export function contentName(content, { assets, show, runs }) {
  if (content.kind === "asset") return assets.get(content.asset)?.name ?? gettext("a file that is gone");
  if (content.kind === "break") {
    const n = content.items.length;
    return interpolate(ngettext("%(n)s spot", "%(n)s spots", n), { n });
  }
  const among = { source: show?.sources, scene: show?.scenes, rundown: runs }[content.kind] ?? [];
  return among?.find(({ id }) => id === content[content.kind])?.name ?? gettext("something that is gone");
}

export const nameOf = (item, known) => item.name || contentName(item.content, known);

/** How long an item lasts by what is known of it, in seconds; null: nobody knows, or until a hand ends it. */
export function lengthOf({ content, duration_s, repeat = 1 }, assets) {
  if (duration_s !== null && duration_s !== undefined) return duration_s;
  if (content.kind === "break") {
    const spots = content.items.map((item) => lengthOf(item, assets));
    return spots.includes(null) ? null : spots.reduce((sum, one) => sum + one, 0);
  }
  if (content.kind !== "asset" || repeat === 0) return null;
  const end = content.out_s || assets.get(content.asset)?.duration_s;
  return end ? Math.max(0, end - (content.in_s ?? 0)) * repeat : null;
}
