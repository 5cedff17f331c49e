/** The keys of the week: walk through what is planned, move a fixed item by five minutes or by a day, open it. */

import { dayAfter, momentOf, wallOf } from "../plain/moments.js";
import { textAt } from "../plain/days.js";
import { unlessOthers } from "../parts/asking.js";
import { topOf } from "../plain/rows.js";
import { fixedHere } from "../plain/starts.js";

const FIVE_MINUTES_MS = 300_000;

export function weekKeys(event, app, week) {
  if (!event.target.matches(".week")) return;
  const done = event.altKey ? moved(event, app, week) : walked(event, app, week);
  if (done) event.preventDefault();
}

function walked({ key }, app, week) {
  const { weekPlan, selection } = app.work.value;
  const occurrences = weekPlan?.occurrences ?? [];
  const at = occurrences.findIndex(({ item }) => topOf(item) === selection.focus);
  if ((key === "Enter" || key === "e") && selection.focus) return (week.open(selection.focus), true);
  const to = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    ArrowRight: onDay(occurrences, at, 1, week.zone),
    ArrowLeft: onDay(occurrences, at, -1, week.zone),
  }[key];
  if (to === undefined) return false;
  const next = occurrences[Math.min(occurrences.length - 1, Math.max(0, to))];
  const item = next ? topOf(next.item) : null;
  if (item) app.set({ selection: { chosen: new Set([item]), focus: item, anchor: item } });
  week.root.querySelector(`[data-item="${item}"]`)?.scrollIntoView({ block: "nearest" });
  return true;
}

/** What is planned at about the same time of another day. */
function onDay(occurrences, at, way, zone) {
  if (!occurrences.length) return 0;
  const walls = occurrences.map(({ start }) => wallOf(start, zone));
  const now = walls[Math.max(0, at)];
  const day = dayAfter(now.day, way);
  const there = walls.findIndex((wall) => wall.day === day && wall.seconds >= now.seconds);
  return there < 0 ? at : there;
}

function moved({ key }, app, week) {
  const row = app.rows.value.byId.get(app.work.value.selection.focus);
  if (!row || !app.view.value.editable || !key.startsWith("Arrow")) return false;
  const why = fixedHere(row.item);
  if (why) return (app.notices.say(why, "warning"), true);
  unlessOthers(app, [row.id], () => shift(key, row.item, week));
  return true;
}

function shift(key, item, week) {
  const { at } = item.start;
  const days = { ArrowLeft: -1, ArrowRight: 1 }[key];
  const now_ms = momentOf(at, week.zone) + (key === "ArrowUp" ? -FIVE_MINUTES_MS : FIVE_MINUTES_MS);
  week.put(item, days ? `${dayAfter(at.slice(0, 10), days)}${at.slice(10)}` : textAt(now_ms, week.zone));
}
