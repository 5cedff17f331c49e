/** A question before something goes on air: said in the page, answered by Enter or Escape; no dialog stops the page. */

import { gettext, interpolate } from "../../i18n.js";

/** Jump to an item: on the next frame it is on air, so it is asked first. */
export function jumpTo(app, id) {
  const { rows, view, notices } = app;
  const row = rows.value.byId.get(id);
  if (!row || !view.value.live) return;
  if (app.work.value.dry) return notices.say(gettext("This is a dry run: leave it first (Esc)."), "warning");
  if (!rows.value.playing)
    return notices.say(gettext("This rundown is not running: start it, at this item if you like."), "warning");
  const onAir = rows.value.playing.has_programme;
  const text = onAir
    ? gettext("Jump to “%(name)s”? It goes on air at once.")
    : gettext("Let the rundown go on at “%(name)s”?");
  ask(app, interpolate(text, row), gettext("Jump"), () => app.ask("rundown_jump", { item: id }));
}

/** Insert an item now: what plays is interrupted, and goes on afterwards. */
export function insertNow(app, id) {
  const row = app.rows.value.byId.get(id);
  if (!row || !app.rows.value.playing) return;
  if (app.work.value.dry) return app.notices.say(gettext("This is a dry run: leave it first (Esc)."), "warning");
  const text = gettext("Cut in with “%(name)s” now? What plays goes on after it.");
  ask(app, interpolate(text, row), gettext("Insert now"), () => app.ask("rundown_insert", { item: id }));
}

/** Do something with items, unless somebody else has them in hand: then only when told to all the same. */
export function unlessOthers(app, ids, act) {
  const { others, rows } = app;
  const busy = others.busy(ids);
  if (!busy.length) return act();
  const [first] = busy;
  const values = { who: others.who(first), name: rows.value.byId.get(first)?.name ?? "" };
  ask(app, interpolate(gettext("%(who)s edits “%(name)s” just now."), values), gettext("Edit anyway"), () => {
    for (const id of busy) others.anyway.add(id);
    act();
  });
}

export function ask(app, text, words, yes) {
  const back = document.activeElement;
  const end = () => {
    app.set({ asking: null });
    back?.focus?.({ preventScroll: true });
  };
  app.set({ asking: { text, words, yes: () => (end(), yes()), no: end } });
  document.querySelector(".asking .primary")?.focus();
}
