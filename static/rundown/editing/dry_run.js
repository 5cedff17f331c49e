/** The dry run of the open rundown: its clock, and the plan around it. Nothing of it reaches the air. */

import { reaches } from "../plain/dry.js";
import { ms } from "../plain/moments.js";

const HOURS = 24;
const HOUR_MS = 3_600_000;
const REST_MS = 150; // a hand that drags the clock asks only where it rests
const MOST = 2000; // airings in an answer

export class DryRun {
  /** `work` holds it as `dry`: `{at_ms, as, start_ms, plan, from_ms, to_ms, failed}`; `as` is "runs" or "started". */
  constructor({ work, server, playing }) {
    Object.assign(this, { work, server, playing });
    work.watch(
      ({ saved }) => [saved?.revision],
      () => this.value && this.fetch(),
    );
  }

  get value() {
    return this.work.value.dry;
  }

  /** Begin at the second that it is: as the rundown runs, or, where it does not, as if it were started now. */
  begin() {
    const now = Math.floor(Date.now() / 1000) * 1000;
    const as = this.playing() ? "runs" : "started";
    this.set({ at_ms: now, as, start_ms: now, plan: null, from_ms: 0, to_ms: 0, failed: "" });
    this.fetch();
  }

  leave() {
    clearTimeout(this.resting);
    this.work.set({ ...this.work.value, dry: null, monday: null });
  }

  /** Move the clock, or take the rundown to start otherwise. */
  look(parts) {
    if (!Number.isFinite(parts.at_ms ?? parts.start_ms ?? 0)) return;
    const other = "as" in parts || "start_ms" in parts;
    this.set({ ...this.value, ...parts });
    const { plan, at_ms } = this.value;
    if (!other && plan && reaches(plan, this.value, at_ms, MOST)) return;
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.fetch(), REST_MS);
  }

  /** The moment that it is taken to start at, as the server wants it; none as it runs. */
  get start() {
    const { as, start_ms } = this.value;
    return as === "started" ? new Date(start_ms).toISOString() : undefined;
  }

  async fetch() {
    if (!this.value || !this.work.value.saved) return;
    const { at_ms, as, start_ms } = this.value;
    const from_ms = Math.floor(at_ms / HOUR_MS) * HOUR_MS;
    const asked = { from: new Date(from_ms).toISOString(), hours: HOURS, at: this.start };
    const told = await this.server.plan(this.work.value.saved.id, asked).then(
      (plan) => ({ plan, from_ms, to_ms: from_ms + HOURS * HOUR_MS, failed: "" }),
      (error) => ({ failed: error.message }),
    );
    const now = this.value;
    if (now && now.as === as && now.start_ms === start_ms) this.set({ ...now, ...told });
  }

  /** To when an item airs next, seen from where the clock is. */
  lookAt(id) {
    const row = this.value.plan?.occurrences.find(({ item, trouble }) => !trouble && item.split("-")[0] === id);
    if (row) this.look({ at_ms: ms(row.start) });
  }

  set(dry) {
    this.work.set({ ...this.work.value, dry, monday: null });
  }
}
