/** What is to be uploaded, as values: a list of items, and what becomes of it. Pure.
 *
 * An item is {key, id, name, bytes, folder, modified_ms, file, sent, state, text, asset}. Its `id` is the server's,
 * once it has begun; `file` is the browser's, which a reload loses: then the item needs it again (`needs_file`).
 */

export const AT_ONCE = 2; // files; more would only share one line

/** A file that somebody chose, or dropped into a folder. */
export function itemOf(file, folder, key) {
  return {
    key,
    id: null,
    name: file.name,
    bytes: file.size,
    folder,
    modified_ms: file.lastModified ?? null,
    file,
    sent: 0,
    state: "waiting",
    text: "",
    asset: null,
  };
}

/** What the server has begun to receive and does not have whole: an earlier page was closed meanwhile. */
export function leftOver(uploads, queue) {
  const known = new Set(queue.map(({ id }) => id));
  return uploads
    .filter(({ id }) => !known.has(id))
    .map(({ id, name, bytes, folder, modified_ms, offset }) => ({
      ...itemOf({ name, size: bytes, lastModified: modified_ms }, folder, id),
      id,
      file: null,
      sent: offset,
      state: "needs_file",
    }));
}

export const changed = (queue, key, values) => queue.map((one) => (one.key === key ? { ...one, ...values } : one));
export const without = (queue, key) => queue.filter((one) => one.key !== key);
export const withoutDone = (queue) => queue.filter(({ state }) => state !== "done");

/** Files that were chosen: those that an unfinished item waits for go on there, the others are new. */
export function chosen(queue, items) {
  let next = queue;
  for (const item of items) {
    const waiting = next.find((one) => isFileOf(one, item));
    next = waiting ? changed(next, waiting.key, { file: item.file, state: "waiting", text: "" }) : [...next, item];
  }
  return next;
}

/** Whether this is the file that was being sent: of this name and length, and not changed since. */
function isFileOf(item, { name, bytes, modified_ms }) {
  const same = item.name === name && item.bytes === bytes;
  return item.state === "needs_file" && same && (item.modified_ms === null || item.modified_ms === modified_ms);
}

/** The items to begin now. */
export function toStart(queue) {
  const busy = queue.filter(({ state }) => state === "sending").length;
  return queue.filter(({ state }) => state === "waiting").slice(0, Math.max(0, AT_ONCE - busy));
}

/** How far all of it is: {files, left, share}; what is finished counts until it is cleared away. */
export function totals(queue) {
  const meant = queue.filter(({ state }) => state !== "failed");
  const bytes = meant.reduce((sum, one) => sum + one.bytes, 0);
  const sent = meant.reduce((sum, one) => sum + one.sent, 0);
  const left = meant.filter(({ state }) => state !== "done").length;
  return { files: queue.length, left, share: bytes ? sent / bytes : 0 };
}

/** Whether leaving the page would break something off. */
export const isBusy = (queue) => queue.some(({ state }) => ["waiting", "sending"].includes(state));
