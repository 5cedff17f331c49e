/** What buttons, keys and hands make of the items that are chosen: operations, proposed to the server. */

import { gettext, interpolate, ngettext } from "../../i18n.js";
import { stepped } from "../plain/orders.js";
import { unlessOthers } from "./asking.js";

const STANDING = ["image", "document"];
const PICTURE_S = 10; // what stands lasts until somebody says how long; this is a beginning

/** An asset, as an item of its own. */
export function newItem({ id, kind }, more = {}) {
  const content = { kind: "asset", asset: id, in_s: 0, out_s: 0 };
  return { content, ...(STANDING.includes(kind) ? { duration_s: PICTURE_S } : {}), ...more };
}

/** The ids that buttons and keys act on, in the order of the rundown: those chosen, else the one in focus. */
export function chosenIds({ work, rows }) {
  const { chosen, focus } = work.value.selection;
  const ids = rows.value.order.filter((id) => chosen.has(id));
  return ids.length || focus === null ? ids : [focus];
}

export function moveChosen(app, way) {
  const ids = chosenIds(app);
  if (!app.view.value.editable || !ids.length) return;
  if (ids.some((id) => app.rows.value.byId.get(id).past))
    return app.notices.say(gettext("It has aired: what is behind the playhead stays as it was."), "warning");
  const op = stepped(app.rows.value.order, new Set(ids), way);
  if (!op) return;
  unlessOthers(app, ids, () => {
    app.edits.propose([op]);
    app.list.reveal();
  });
}

export function removeChosen(app) {
  const ids = chosenIds(app);
  if (ids.length) unlessOthers(app, ids, () => remove(app, ids));
}

async function remove(app, ids) {
  if (!(await app.edits.propose([{ op: "delete", ids }]))) return;
  const words = ngettext(
    "%(n)s item is taken out. Ctrl + Z brings it back.",
    "%(n)s items are taken out. Ctrl + Z brings them back.",
    ids.length,
  );
  app.notices.say(interpolate(words, { n: ids.length }));
}

/** A copy of each behind the last of them. */
export function copyChosen(app) {
  const ids = chosenIds(app);
  const items = ids.map((id) => withoutId(app.rows.value.byId.get(id).item));
  return app.edits.propose([{ op: "create", after: ids.at(-1), items }]);
}

/** An ad break of those chosen: it plays whole, or not at all. */
export function breakChosen(app) {
  const ids = chosenIds(app);
  const items = ids.map((id) => app.rows.value.byId.get(id).item);
  if (items.some(({ content }) => ["break", "rundown"].includes(content.kind)))
    return app.notices.say(gettext("A break is made of files, sources and scenes: choose only those."), "warning");
  const spots = items.map((item) => ({ ...withoutId(item), start: { mode: "follow" } }));
  const made = { name: gettext("Ad break"), content: { kind: "break", items: spots } };
  const ops = [
    { op: "create", after: ids.at(-1), items: [made] },
    { op: "delete", ids },
  ];
  unlessOthers(app, ids, () => app.edits.propose(ops));
}

/** New items go behind the one in focus, else to the end. */
export function insertItems(app, items) {
  const after = chosenIds(app).at(-1) ?? "end";
  return app.edits.propose([{ op: "create", after, items }]);
}

export function withoutId({ id: _, ...item }) {
  return item;
}
