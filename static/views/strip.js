/** Messages from the console: large on the floor, a strip at the foot of every other view. */

import { gettext, interpolate, ngettext } from "../i18n.js";
import { attr, h, text } from "../console/widgets/h.js";
import { shake } from "./device.js";
import { unread } from "./state.js";

const NEW_MS = [200, 100, 200];

/** The one message that is to be read next, with a button that says it was: as a card of `tag`. */
export function messageCard(tag, app) {
  const parts = {
    from: h("p.message-from", {}),
    words: h("p.message-words", {}),
    more: h("span.message-more", {}),
    seen: h("button.button.primary.message-seen", { type: "button" }, gettext("Seen")),
  };
  const card = h(tag, { hidden: true, role: "alert" }, parts.from, parts.words, parts.more, parts.seen);
  let shown = null;
  let sent = null; // read here, and the server has not said so yet
  parts.seen.addEventListener("click", () => {
    if (shown === null || !app.link.seen(shown)) return;
    sent = shown;
    parts.seen.disabled = true;
  });
  const draw = ({ messages, reader, mode }) => {
    if (mode === "lost") sent = null;
    const [first, ...others] = unread(messages, reader);
    card.hidden = !first;
    if (!first) return void (shown = null);
    if (first.id !== shown) shake(NEW_MS);
    parts.seen.disabled = !app.link.up || sent === first.id;
    shown = first.id;
    attr(card, "data-urgent", first.urgent);
    text(parts.words, first.text);
    text(parts.from, fromWords(first, app.time.at(Date.now())));
    const count = others.length;
    const more = ngettext("and %(count)s more", "and %(count)s more", count);
    text(parts.more, count ? interpolate(more, { count }) : "");
  };
  app.view.watch(
    ({ messages, reader, mode }) => [messages, reader, mode],
    () => draw(app.view.value),
  );
  app.everyTick(() => draw(app.view.value));
  return card;
}

/** Who sent it, and how long ago. */
export function fromWords({ by, time }, now_ms) {
  const minutes = Math.floor(Math.max(0, now_ms / 1000 - time) / 60);
  if (minutes < 1) return interpolate(gettext("%(name)s, just now"), { name: by });
  if (minutes < 60) return interpolate(gettext("%(name)s, %(count)s min ago"), { name: by, count: minutes });
  return interpolate(gettext("%(name)s, %(count)s h ago"), { name: by, count: Math.floor(minutes / 60) });
}

export function mountStrip(root, app) {
  const card = messageCard("div.message", app);
  root.append(card);
  const follow = () => (root.hidden = card.hidden);
  new MutationObserver(follow).observe(card, { attributes: true, attributeFilter: ["hidden"] });
  follow();
}
