/** What the page has fetched, and keeps fresh: the show's rundowns, the one that is open, its plan, the library. */

const FRESH_MS = 5000;
const PLAN_MS = 20_000;
const LONGEST_HOURS = 168; // further the server does not look

export class Fetched {
  constructor({ work, server }) {
    Object.assign(this, { work, server });
    this.held = false; // a hand is on the list: what others did waits until it lets go
  }

  async begin() {
    const waiting = [this.rundowns(), this.rundown(), this.assets(), this.show()];
    setInterval(() => document.hidden || this.look(), FRESH_MS);
    setInterval(() => document.hidden || this.plan(), PLAN_MS);
    await Promise.all(waiting);
  }

  async rundowns() {
    try {
      this.set({ runs: await this.server.rundowns() });
    } catch (error) {
      if (!this.work.value.runs) this.set({ failed: error.message });
    }
  }

  /** The open rundown anew, and its plan. What is proposed is taken back: it was made for another rundown. */
  async rundown() {
    const { id } = this.work.value;
    if (!id) return;
    try {
      const run = await this.server.rundown(id);
      this.set({ run, saved: run, proposal: null, failed: "" });
      await this.plan();
    } catch (error) {
      this.set({ failed: error.message, gone: error.status === 404 });
    }
  }

  /** The list says which revision each has: another one than ours was made by somebody else. */
  async look() {
    if (this.held) return;
    await this.rundowns();
    const { runs, saved, saving, proposal, conflict } = this.work.value;
    const theirs = runs?.find((one) => one.id === saved?.id);
    if (theirs && theirs.revision > saved.revision && !saving && !proposal && !conflict) await this.rundown();
  }

  async plan() {
    const { saved } = this.work.value;
    if (!saved || this.held) return;
    try {
      const plan = await this.server.plan(saved.id, { hours: this.hours() });
      if (this.work.value.saved.revision === saved.revision) this.set({ plan, problems: plan.problems ?? [] });
    } catch (error) {
      if (!("status" in error)) throw error; // the plan there is stands; the banner says when the server is away
    }
  }

  /** As far as one round of the rundown reaches, a day at least. */
  hours() {
    const { runs, id } = this.work.value;
    const long = (runs?.find((one) => one.id === id)?.length_s ?? 0) / 3600;
    return Math.min(LONGEST_HOURS, Math.max(24, Math.ceil(long) + 2));
  }

  /** The show as it is stored; what only it says (the standby, who may run rundowns) can wait. */
  async show() {
    const row = await this.server.show().catch(() => null);
    if (row) this.set({ row });
  }

  async changeShow(patch) {
    const row = await this.server.patchShow(patch);
    this.set({ row: { ...this.work.value.row, ...patch, ...row } });
  }

  async assets() {
    try {
      const rows = await this.server.assets();
      this.set({ assets: new Map(rows.map((one) => [one.id, one])), library: "ready" });
    } catch (error) {
      this.set({ library: error.message });
    }
  }

  set(parts) {
    this.work.set({ ...this.work.value, ...parts });
  }
}
