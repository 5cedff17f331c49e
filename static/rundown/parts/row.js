/** One row of the list. */

import { gettext, interpolate } from "../../i18n.js";
import { clipTime } from "../../console/state/time.js";
import { html, nothing } from "../lit.js";
import { contentName, kindWords } from "../plain/kinds.js";
import { wallOf } from "../plain/moments.js";
import { icon } from "./signs.js";

/** `at`: `{zone, today, selection, onAir, next, nameOf(id), who(id), assets}`. */
export function rowOf(row, at) {
  const { item } = row;
  const chosen = at.selection.chosen.has(row.id);
  const state = row.onAir ? at.onAir : row.id === at.next ? "next" : row.past ? "past" : "";
  const who = at.who(row.id);
  return html`<div
    class="line"
    role="row"
    id=${`row-${row.id}`}
    data-id=${row.id}
    data-state=${state}
    aria-rowindex=${row.index + 2}
    aria-selected=${chosen}
    ?data-focus=${at.selection.focus === row.id}
    ?data-skip=${item.skip}
    ?data-other=${Boolean(who)}
  >
    <span class="cell-grip" data-handle>${icon(row.past ? "lock" : who ? "pen" : "grip")}</span>
    <span class="cell-number" role="gridcell">${row.index + 1}</span>
    <span class="cell-picture">${pictureOf(row)}</span>
    <span class="cell-name" role="gridcell">
      <i class="mark" .style=${item.color ? `background: ${item.color}` : ""}></i>
      <span class="names"><b>${row.name}</b>${subOf(row, state, { ...at, who })}</span>
    </span>
    <span class="cell-kind" role="gridcell">${kindWords(row.kind)}</span>
    <span class="cell-start" role="gridcell">${startOf(row, at)}</span>
    <span class="cell-length" role="gridcell">${lengthOf(row)}</span>
    <span class="cell-follows" role="gridcell">${row.follows ? html`→ ${at.nameOf(row.follows)}` : nothing}</span>
    <span class="cell-edit"
      ><button
        type="button"
        class="button quiet small icon-only"
        tabindex="-1"
        data-edit
        aria-label=${interpolate(gettext("Edit %(name)s"), row)}
      >
        ${icon("more")}
      </button></span
    >
  </div>`;
}

function pictureOf({ asset, kind }) {
  if (asset?.thumbnail)
    return html`<img src=${asset.thumbnail} alt="" loading="lazy" draggable="false" width="56" height="32" />`;
  return icon(kind);
}

function lengthOf({ length_s, item }) {
  const laps = item.repeat === 1 ? nothing : html`<i class="laps">${item.repeat || "∞"}×</i>`;
  return html`${length_s === null ? gettext("open end") : clipTime(length_s)}${laps}`;
}

/** The second line: what a person must know of the row, the worst first. */
function subOf({ problems, item, onAir }, state, at) {
  if (at.who) return html`<span class="sub other">${interpolate(gettext("%(who)s edits this"), at)}</span>`;
  if (problems.length) return html`<span class="sub warn">${icon("alert")}${problems[0].text}</span>`;
  if (onAir)
    return html`<span class=${`sub ${state}`}
      >${state === "air" ? gettext("On air") : gettext("Would be on air")}</span
    >`;
  if (state === "next") return html`<span class="sub">${gettext("Next")}</span>`;
  if (item.skip) return html`<span class="sub">${gettext("Left out")}</span>`;
  if (item.content.kind === "break") return html`<span class="sub">${contentName(item.content, at)}</span>`;
  return item.note ? html`<span class="sub">${item.note}</span>` : nothing;
}

/** When it begins: as it is now, and as it was planned where that differs. What is not of today says its day. */
function startOf({ start, item }, { today, zone }) {
  const sign = ["fixed", "insert"].includes(item.start.mode) ? fixedSign(item.start, zone) : nothing;
  if (!start) return html`${sign}<span class="dim">${withoutPlan(item.start, today)}</span>`;
  const now = wallOf(start.start, zone);
  const planned = start.planned ? wallOf(start.planned, zone).time : now.time;
  const before = planned === now.time ? nothing : html`<s title=${gettext("Planned")}>${planned}</s>`;
  return html`${sign}<time>${timeWords(now, today)}</time>${before}`;
}

function fixedSign({ rule }, zone) {
  const words = rule ? gettext("By a rule, %(zone)s") : gettext("Fixed time, %(zone)s");
  return html`<i class="fixed" title=${interpolate(words, { zone })}>${icon(rule ? "repeat" : "clock")}</i>`;
}

/** What the plan does not reach, or what waits for a hand. */
function withoutPlan({ mode, at, rule }, today) {
  if (mode === "manual") return gettext("by hand");
  if (rule) return wallOf(rule.start).time;
  return at ? timeWords(wallOf(at), today) : "–";
}

function timeWords({ day, time }, today) {
  return day === today ? time : `${Number(day.slice(8))}.${Number(day.slice(5, 7))}. ${time}`;
}
