/** One day of the week: its hours as its wall clock shows them, what is planned in it, in lanes where it overlaps. */

import { gettext, interpolate, ngettext } from "../../i18n.js";
import { html, nothing } from "../lit.js";
import { dayShort, dayWords } from "../plain/dates.js";
import { withinDay } from "../plain/days.js";
import { besideWords } from "../plain/kinds.js";
import { inLanes, joined } from "../plain/lanes.js";
import { wallOf, wallText } from "../plain/moments.js";
import { topOf } from "../plain/rows.js";
import { openTemplates } from "../parts/sheets.js";
import { icon } from "../parts/signs.js";
import { withinDay as within } from "../schedule/words.js";

const READABLE_PX = 15; // what is shorter is drawn as high as this, or together with its neighbours

export function dayColumn(day, occurrences, at) {
  const { px, now_ms, zone, app, first, dry } = at;
  const timed = (span) => isTimed(at.rows.get(topOf(span.occurrence.item)));
  const least = READABLE_PX / px;
  const [ads, others] = [true, false].map((wanted) => occurrences.filter((one) => isAd(one) === wanted));
  const all = joined(withinDay(others, day), least, timed).map((span) => ({ ...span, last: span.to }));
  const [fixed, flow] = [true, false].map((wanted) => all.filter((span) => timed(span) === wanted));
  const high = fixed.map((span) => ({ ...span, to: Math.max(span.to, span.from + least) }));
  // What follows on has the whole width, and is cut where it is cut; fixed times lie over it, to be read, in lanes.
  const under = ({ from }) => high.some((one) => one.from <= from && one.to > from);
  const wide = flow.map((span) => ({ ...span, lane: 0, lanes: 1, under: under(span) }));
  const spans = [...wide, ...inLanes(high)];
  const height = (day.to_ms - day.from_ms) * px;
  const today = wallText(now_ms, zone).slice(0, 10) === day.day;
  const odd = day.ticks.length !== 24;
  return html`<section
    class="day"
    role="group"
    data-day=${day.day}
    ?data-today=${today}
    aria-label=${dayWords(day.day)}
  >
    <header>
      <b>${dayShort(day.day)}</b>
      ${odd ? changedClocks(day) : nothing}
      <button
        type="button"
        class="button quiet small icon-only"
        aria-label=${interpolate(gettext("Templates for %(day)s"), { day: dayWords(day.day) })}
        @click=${() => openTemplates(app, day.day)}
      >
        ${icon("more")}
      </button>
    </header>
    <div class="hours" .style=${`height: ${height}px`}>
      ${day.ticks.map(({ at_ms, time }) => tick((at_ms - day.from_ms) * px, first || odd ? time : ""))}
      ${onAirIn(at.onAir, day, at)} ${spans.map((span) => blockOf(span, day, at))}
      ${withinDay(ads, day).map((span) => adMark(span, day, at))}
      ${today ? nowLine((now_ms - day.from_ms) * px, dry) : nothing}
    </div>
  </section>`;
}

/** When the show is on air by its schedule: a line down the day. */
function onAirIn(spans, day, { px, zone }) {
  return within(spans, day).map(({ from_ms, to_ms }) => {
    const [from, to] = [from_ms, to_ms].map((at_ms) => wallText(at_ms, zone).slice(11, 16));
    const title = interpolate(gettext("On air by schedule, %(from)s to %(to)s"), { from, to });
    const place = `top: ${(from_ms - day.from_ms) * px}px; height: ${(to_ms - from_ms) * px}px`;
    return html`<i class="on-air-span" role="img" aria-label=${title} .style=${place}></i>`;
  });
}

function changedClocks({ from_ms, to_ms }) {
  const hours = interpolate(gettext("%(n)s h"), { n: (to_ms - from_ms) / 3_600_000 });
  return html`<span class="tag" title=${gettext("The clocks change on this day")}>${hours}</span>`;
}

function tick(top, time) {
  return html`<i class="tick" .style=${`top: ${top}px`}>${time ? html`<span>${time}</span>` : nothing}</i>`;
}

const isAd = ({ item, trouble }) => topOf(item) === "breaks" && !trouble;

/** Where a break falls by rule: too short to be read, and too often to be blocks, they are marks at the edge. */
function adMark({ occurrence, from, to }, { from_ms }, { px, zone }) {
  const words = `${wallOf(occurrence.start, zone).time.slice(0, 5)} ${besideWords("breaks")}`;
  const place = `top: ${(from - from_ms) * px}px; height: ${Math.max(2, (to - from) * px)}px`;
  return html`<i class="ad-mark" role="img" aria-label=${words} title=${words} .style=${place}></i>`;
}

const isTimed = (row) => ["fixed", "insert"].includes(row?.item.start.mode);

function blockOf(span, { from_ms }, { rows, px, selection, zone, app }) {
  const { occurrence, from, to, last, ends, lane, lanes, count, under } = span;
  const item = topOf(occurrence.item);
  const row = rows.get(item);
  const height = Math.max(3, ((count > 1 ? ends : to) - from) * px - 1);
  const wide = 100 / lanes;
  const [left, width] = [`${lane * wide}%`, `calc(${wide}% - 2px)`];
  const place = `top: ${(from - from_ms) * px}px; height: ${height}px; left: ${left}; width: ${width}`;
  const over = count === 1 && last > ends ? `height: ${(last - ends) * px}px` : "";
  const more = count > 1 ? interpolate(ngettext("and %(n)s more", "and %(n)s more", count - 1), { n: count - 1 }) : "";
  const name = row?.name ?? (item ? besideWords(item) || gettext("Filler") : gettext("Standby"));
  const time = wallOf(occurrence.start, zone).time.slice(0, 5);
  const by = row && app.others.who(item);
  const who = by ? interpolate(gettext("%(who)s edits this"), { who: by }) : "";
  const choose = () => app.set({ selection: { chosen: new Set([item]), focus: item, anchor: item } });
  return html`<div
    class="block"
    role="option"
    id=${`block-${occurrence.item}-${from}`}
    data-item=${row ? item : nothing}
    data-mode=${row?.item.start.mode ?? (["opening", "closing"].includes(item) ? item : "none")}
    ?data-under=${under}
    ?data-rule=${Boolean(row?.item.start.rule)}
    ?data-small=${height < READABLE_PX - 2}
    ?data-problem=${Boolean(row?.problems.length)}
    ?data-other=${Boolean(who)}
    aria-selected=${selection.chosen.has(item)}
    title=${[time, name, more, who].filter(Boolean).join(" ")}
    .style=${place}
    @click=${choose}
    @dblclick=${() => row && app.editItem(item)}
  >
    <span class="words"><b>${time}</b> ${name} ${more ? html`<span class="dim">${more}</span>` : nothing}</span>
    ${over ? html`<i class="over" .style=${over}></i>` : nothing}
  </div>`;
}

function nowLine(top, dry) {
  return html`<i class="now-line" ?data-dry=${dry} .style=${`top: ${top}px`}></i>`;
}
