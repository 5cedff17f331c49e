/** The list of a rundown's items: a thousand rows, of which those on the screen are drawn. */

import { gettext } from "../../i18n.js";
import { html, nothing, render, repeat } from "../lit.js";
import { airingAt } from "../plain/dry.js";
import { moveInto } from "../plain/orders.js";
import { wallText } from "../plain/moments.js";
import { besideWords } from "../plain/kinds.js";
import { topOf } from "../plain/rows.js";
import { pressed } from "../plain/selection.js";
import { edgeSpeed, gapAt, scrollFor, scrollTo, windowOf } from "../plain/windowing.js";
import { jumpTo, unlessOthers } from "./asking.js";
import { listKeys } from "./keys.js";
import { newItem } from "./making.js";
import { rowOf } from "./row.js";
import { openEditor } from "./sheets.js";
import { mountRuns } from "./runs.js";

export const ROW_PX = 44;

export function mountList(root, app) {
  if (!app.work.value.id) return mountRuns(root, app);
  const list = new List(root, app);
  app.list = list;
  const draw = () => list.draw();
  app.rows.watch(({ shown, playing }) => [shown, playing], draw);
  app.work.watch(({ selection, failed, run, tab, dry }) => [selection, failed, run, tab, dry], draw);
  app.view.watch(({ rundown, editors }) => [rundown, editors], draw);
}

class List {
  constructor(root, app) {
    Object.assign(this, { root, app, gap: null });
    render(frameOf(), root);
    this.scroller = root.querySelector(".scroller");
    this.body = root.querySelector(".lines");
    this.line = root.querySelector(".drop-line");
    this.listen();
  }

  listen() {
    const { scroller, app } = this;
    scroller.addEventListener("scroll", () => this.soon(), { passive: true });
    new ResizeObserver(() => this.soon()).observe(scroller);
    scroller.addEventListener("click", (event) => this.press(event));
    scroller.addEventListener("dblclick", (event) => this.rowAt(event) && this.enter(this.rowAt(event)));
    scroller.addEventListener("keydown", (event) => listKeys(event, app, this));
    scroller.addEventListener("paste", (event) => app.pasted?.(event));
    app.carry.from(scroller, (event) => this.lift(event));
    app.carry.into({
      element: this.root,
      over: (event, load) => this.over(event, load),
      leave: () => this.leave(),
      drop: (event, load) => this.drop(load),
    });
  }

  /** One drawing a frame of the screen, however often it is asked for. */
  soon() {
    this.asked ??= requestAnimationFrame(() => {
      this.asked = null;
      this.draw();
    });
  }

  draw() {
    const { app, scroller } = this;
    const { shown, byId, playing } = app.rows.value;
    const { selection, run, dry } = app.work.value;
    const view = { scroll: scroller.scrollTop, height: scroller.clientHeight, row: ROW_PX, count: shown.length };
    const { first, end, top } = windowOf(view);
    const zone = run?.zone;
    const at = {
      selection,
      zone,
      today: zone ? wallText(dry?.at_ms ?? Date.now(), zone).slice(0, 10) : "",
      onAir: dry ? "dry" : playing?.has_programme && playing.state !== "preempted" ? "air" : "would",
      next: topOf((dry ? dryNext(dry) : playing?.next[0])?.item ?? ""),
      nameOf: (id) => byId.get(id)?.name ?? besideWords(id),
      who: (id) => app.others.who(id),
      assets: app.work.value.assets,
    };
    this.body.style.height = `${shown.length * ROW_PX}px`;
    scroller.setAttribute("aria-rowcount", shown.length + 1);
    if (selection.focus) scroller.setAttribute("aria-activedescendant", `row-${selection.focus}`);
    const rows = shown.slice(first, end);
    render(
      html`<div class="drawn" role="presentation" .style=${`transform: translateY(${top}px)`}>
        ${repeat(
          rows,
          (row) => row.id,
          (row) => rowOf(row, at),
        )}
      </div>`,
      this.body,
    );
    render(emptyOf(app, shown.length), this.root.querySelector(".nothing"));
    this.follow(shown, dry);
  }

  /** What is on is seen when the page opens, and wherever the clock of a dry run goes. */
  follow(shown, dry) {
    const on = shown.find(({ onAir }) => onAir)?.id;
    const news = dry ? on !== this.dryOn : !this.opened;
    if (on && news) this.show(on);
    this.dryOn = dry ? on : null;
    this.opened ||= Boolean(on);
  }

  /** Bring a row to where the eye is. */
  show(id) {
    const index = this.app.rows.value.ids.indexOf(id);
    const { clientHeight: height } = this.scroller;
    if (index < 0 || !height) return;
    this.scroller.scrollTop = scrollTo(index, { height, row: ROW_PX, count: this.app.rows.value.ids.length });
    this.soon();
  }

  /** Make the row in focus seen. */
  reveal() {
    const index = this.app.rows.value.ids.indexOf(this.app.work.value.selection.focus);
    const { scrollTop: scroll, clientHeight: height } = this.scroller;
    if (index < 0) return;
    this.scroller.scrollTop = scrollFor(index, { scroll, height, row: ROW_PX, count: this.app.rows.value.ids.length });
    this.draw();
  }

  rowAt({ target }) {
    return target.closest?.(".line")?.dataset.id ?? null;
  }

  press(event) {
    const id = this.rowAt(event);
    if (!id) return;
    const { selection } = this.app.work.value;
    const how = { shift: event.shiftKey, ctrl: event.ctrlKey || event.metaKey };
    this.app.set({ selection: pressed(selection, id, this.app.rows.value.ids, how) });
    this.scroller.focus({ preventScroll: true });
    if (event.target.closest("[data-edit]")) openEditor(this.app);
  }

  /** A double press or Enter: jump there if this rundown plays, else open the item; in a dry run its clock goes. */
  enter(id) {
    if (this.app.work.value.dry) return this.app.dry.lookAt(id);
    if (this.app.rows.value.playing && this.app.view.value.live) jumpTo(this.app, id);
    else openEditor(this.app);
  }

  lift(event) {
    const id = this.rowAt(event);
    const { app } = this;
    if (!id || !app.view.value.editable) return null;
    const { chosen } = app.work.value.selection;
    const ids = chosen.has(id) ? app.rows.value.order.filter((one) => chosen.has(one)) : [id];
    const row = app.rows.value.byId.get(id);
    if (ids.some((one) => app.rows.value.byId.get(one)?.past)) {
      app.notices.say(gettext("It has aired: what is behind the playhead stays as it was."), "warning");
      return null;
    }
    if (!chosen.has(id)) app.set({ selection: pressed(app.work.value.selection, id, app.rows.value.ids) });
    if (app.others.busy(ids).length) return void unlessOthers(app, ids, () => {});
    app.fetched.held = true;
    app.others.take("drag", ids);
    const done = () => {
      app.fetched.held = false;
      app.others.letGo("drag");
    };
    return { load: { ids }, words: ids.length > 1 ? `${row.name} +${ids.length - 1}` : row.name, done };
  }

  over(event, load) {
    if (!load.ids && !load.asset) return false;
    const box = this.scroller.getBoundingClientRect();
    const { shown } = this.app.rows.value;
    this.gap = gapAt(event.clientY - box.top + this.scroller.scrollTop, { row: ROW_PX, count: shown.length });
    this.line.hidden = false;
    this.line.style.transform = `translateY(${this.gap * ROW_PX - this.scroller.scrollTop}px)`;
    this.speed = edgeSpeed(event.clientY - box.top, box.height);
    this.creep();
    return true;
  }

  /** While something is held near an edge the list goes on by itself. */
  creep() {
    if (this.creeping || !this.speed) return;
    this.creeping = requestAnimationFrame(() => {
      this.creeping = null;
      if (this.gap === null || !this.speed) return;
      this.scroller.scrollTop += this.speed;
      this.creep();
    });
  }

  leave() {
    this.gap = null;
    this.speed = 0;
    this.line.hidden = true;
  }

  drop(load) {
    const { order } = this.app.rows.value;
    const gap = this.inWhole(this.gap);
    if (load.asset)
      return void this.app.edits.propose([{ op: "create", after: order[gap - 1] ?? "", items: [newItem(load.asset)] }]);
    const op = moveInto(order, load.ids, gap);
    if (op) this.app.edits.propose([op]);
  }

  /** A gap among the rows that are shown as a gap in the whole rundown: behind the row above it. */
  inWhole(gap) {
    const { ids, order } = this.app.rows.value;
    return gap ? order.indexOf(ids[gap - 1]) + 1 : ids.length ? order.indexOf(ids[0]) : 0;
  }
}

const dryNext = ({ plan, at_ms }) => (plan ? airingAt(plan.occurrences, at_ms).next : null);

function frameOf() {
  return html`
    <div class="columns-head" aria-hidden="true">
      <span></span><span>#</span><span></span><span>${gettext("Name")}</span><span>${gettext("Kind")}</span>
      <span>${gettext("Start")}</span><span>${gettext("Length")}</span
      ><span class="cell-follows">${gettext("Followed by")}</span><span></span>
    </div>
    <div class="scroll-frame">
      <div
        class="scroller"
        role="grid"
        tabindex="0"
        aria-multiselectable="true"
        aria-label=${gettext("Items of the rundown")}
      >
        <div class="lines" role="rowgroup"></div>
      </div>
      <div class="drop-line" hidden></div>
      <div class="nothing"></div>
    </div>
  `;
}

/** What stands where no rows do: loading, a failure with its way out, an empty rundown, a search without a find. */
function emptyOf(app, count) {
  const { run, failed, gone } = app.work.value;
  if (count) return nothing;
  if (failed && !run)
    return html`<div class="empty-card" role="alert">
      <p>${gone ? gettext("This rundown does not exist any more.") : failed}</p>
      ${
        gone
          ? html`<a class="button primary" href=${app.addresses.rundowns}>${gettext("All rundowns")}</a>`
          : html`<button type="button" class="button primary" @click=${() => app.fetched.rundown()}>
              ${gettext("Try again")}
            </button>`
      }
    </div>`;
  if (!run) return html`<p class="empty-card" role="status">${gettext("Loading…")}</p>`;
  if (run.items.length)
    return html`<div class="empty-card">
      <p>${gettext("Nothing is found.")}</p>
      <button type="button" class="button" @click=${() => app.set({ look: { search: "", kind: "", only: "" } })}>
        ${gettext("Show everything")}
      </button>
    </div>`;
  return html`<div class="empty-card">
    <p>${gettext("Nothing is in it yet. Drag files here from the library, or paste a list of names.")}</p>
    <button type="button" class="button primary" @click=${() => app.openPaste()}>${gettext("Paste a list…")}</button>
  </div>`;
}
