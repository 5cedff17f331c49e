/** One scene under the hand: its draft on the way into the store, and what is chosen of it. */

import { Store } from "../state/store.js";
import { changeOfUnit } from "./units.js";
import * as drafts from "./draft.js";
import { Saving } from "./saving.js";

export class Editor {
  /** `scene` is its id; `stored` the draft as it is stored at `revision`; `size` the show's canvas. */
  constructor({ api, scene, stored, revision, size }) {
    Object.assign(this, { scene, size, snaps: true });
    this.saving = new Saving({ api, scene, base: stored, revision });
    const selected = stored.slots.at(-1)?.name ?? null;
    this.choice = new Store({ selected, mode: "place", unit: changeOfUnit.kept() });
  }

  get draft() {
    return this.saving.draft;
  }

  get selected() {
    return this.choice.value.selected;
  }

  get mode() {
    return this.choice.value.mode;
  }

  /** The slot that is chosen, or undefined. */
  get slot() {
    return this.draft.slots.find(({ name }) => name === this.selected);
  }

  /** Call `render()` now and whenever the draft, what is chosen of it, or its way into the store has changed. */
  watch(render) {
    const stops = [
      this.saving.now.watch(({ draft, state, conflict }) => [draft, state, conflict], render),
      this.choice.watch((now) => [now], render),
    ];
    return () => stops.forEach((stop) => stop());
  }

  choose(parts) {
    this.choice.set({ ...this.choice.value, ...parts });
  }

  select(name) {
    this.choose({ selected: name });
  }

  /** A place is being dragged, or no more: what is open is to stay open meanwhile. */
  grips(on) {
    this.gripped?.(on);
  }

  begin() {
    this.saving.begin();
  }

  end() {
    return this.saving.end();
  }

  /** Parts of the scene itself: its name, background, overlays. */
  set(parts) {
    this.saving.edit({ ...this.draft, ...parts });
  }

  /** Parts of a slot. */
  change(name, parts) {
    this.saving.edit(drafts.withSlot(this.draft, name, parts));
  }

  fill(name, source) {
    this.saving.edit(drafts.withSource(this.draft, name, source));
  }

  restack(name, at) {
    this.saving.edit(drafts.restacked(this.draft, name, at));
  }

  add(sources) {
    const { draft, name } = drafts.withPlace(this.draft, sources);
    this.saving.edit(draft);
    this.select(name);
  }

  remove(name) {
    const at = this.draft.slots.findIndex((one) => one.name === name);
    const draft = drafts.withoutPlace(this.draft, name);
    if (!draft.slots.length) return;
    this.saving.edit(draft);
    if (this.selected === name) this.select(draft.slots[Math.max(0, at - 1)].name);
  }

  /** Another layout of the show, or a template's places. */
  lay(layout) {
    this.saving.edit(drafts.onLayout(this.draft, layout));
    this.select(this.draft.slots.at(-1)?.name ?? null);
  }

  makeOwn() {
    this.saving.edit({ ...this.draft, own: true });
    return this.saving.flush();
  }
}
