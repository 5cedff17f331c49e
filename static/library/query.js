/** What of the library is looked at, as the address of a list. Pure. */

export const PAGE = 60;

/** Words are looked for everywhere below a folder; without words it shows what lies in it. */
export function listOf({ place, search, kind, order }, offset = 0) {
  const asked = new URLSearchParams({ limit: PAGE, offset });
  if (place.recordings) {
    if (place.show) asked.set("show", place.show);
    return `?${asked}`;
  }
  if (place.folder !== null) asked.set("folder", place.folder);
  if (place.folder !== null && search.trim()) asked.set("below", "true");
  if (search.trim()) asked.set("search", search.trim());
  if (kind) asked.set("kind", kind);
  if (order !== "newest") asked.set("order", order);
  return `?${asked}`;
}

/** Recordings are few: words are looked for among those that are there. */
export function named(rows, search) {
  const words = search.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter(({ name, show_name = "" }) => {
    const text = `${name} ${show_name}`.toLocaleLowerCase();
    return words.every((word) => text.includes(word));
  });
}
