/** What happened: when, what, and what to do about it. The newest is on top. */

import { h, List, text } from "../widgets/h.js";
import { momentMs, wallClock } from "../state/time.js";
import { nextStep } from "../state/words.js";

export function mountAlerts(root, { view }) {
  const count = h("span.panel-note", {});
  const list = h("ol.alerts", { tabindex: "0", "aria-label": "Alerts, newest first" });
  const empty = h("p.empty", {}, "Nothing has gone wrong.");
  const polite = h("p.visually-hidden", { role: "status", "aria-live": "polite" });
  root.append(h("header.panel-head", {}, h("h2", {}, "Alerts"), count), empty, list, polite);
  const keyed = new List(list, { key: (one) => one.key, make: makeLine });
  let spoken = Infinity;
  view.watch(
    ({ events }) => [events],
    (events) => {
      const lines = collapse(events);
      const newest = [...lines].reverse().slice(0, 60);
      keyed.show(newest.map((line) => ({ ...line, kind: kindOf(line, view.value.show) })));
      empty.hidden = lines.length > 0;
      const bad = lines.filter(({ level }) => level !== "info").length;
      text(count, bad ? `${bad} to look at` : "");
      if (events.length > spoken && events.at(-1)?.level === "error") text(polite, events.at(-1).text);
      spoken = events.length;
    },
  );
}

/**
 * One line a cause, with the newest words, how often it began, and how many seconds it lasted in all.
 * Events without a cause are one line when their words are the same.
 */
export function collapse(events) {
  const lines = new Map();
  for (const event of events) {
    const cause = event.cause ?? `${event.level} ${event.text}`;
    const before = lines.get(cause);
    const begins = (event.lasted_s === undefined && event.code !== before?.code) || !event.cause;
    const count = (before?.count ?? 0) + (begins ? 1 : 0);
    const lasted_s = (before?.lasted_s ?? 0) + (event.lasted_s ?? 0);
    lines.delete(cause);
    lines.set(cause, { ...event, count: Math.max(1, count), lasted_s, key: `${cause} ${count} ${event.time}` });
  }
  return [...lines.values()];
}

/** Of the source that an event is about, its kind. */
export function kindOf({ cause }, show) {
  return show?.sources?.find(({ id }) => cause === `source ${id}`)?.input?.kind;
}

/** How often and how long, such as ` ×3, 12 s in all`; nothing for what happened once. */
export function extent({ count, lasted_s }) {
  if (count < 2) return "";
  return ` ×${count}${lasted_s >= 1 ? `, ${Math.round(lasted_s)} s in all` : ""}`;
}

function makeLine(event) {
  const ms = momentMs(event.time);
  const next = nextStep(event);
  return h(
    "li.alert",
    { data: { level: event.level } },
    h("time.alert-time", {}, ms === null ? "" : wallClock(new Date(ms)).time),
    h(
      "span.alert-text",
      {},
      event.text,
      extent(event) && h("b.alert-count", {}, extent(event)),
      next && h("span.alert-next", {}, next),
    ),
  );
}
