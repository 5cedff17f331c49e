/**
 * Edits of the open rundown, one after the other. Each is seen at once, tried on the server first, and shown with what
 * it brings (overruns, gaps, conflicts) before it is saved. What somebody else changed meanwhile is never written over.
 */

import { gettext } from "../../i18n.js";
import { answered, applied, freshProblems } from "../plain/apply.js";

export class Edits {
  /** `work` holds `{run, saved, plan, problems, proposal, conflict, saving}`; `refresh()` fetches the rundown anew. */
  constructor({ work, server, notices, refresh }) {
    Object.assign(this, { work, server, notices, refresh });
    this.turn = Promise.resolve();
  }

  /**
   * Show an edit, try it, and save it unless it brings problems that are not in `seen`: those are shown first. What is
   * done while such a question is open joins it.
   */
  propose(ops, { seen = [] } = {}) {
    if (!ops.length) return Promise.resolve(true);
    this.show(ops);
    return this.next(async ({ run, saved, problems, proposal }) => {
      const together = [...(proposal?.ops ?? []), ...ops];
      const dry = await this.server.edit(run.id, together, saved.revision, { dry: true });
      const fresh = freshProblems([...problems, ...seen], dry.problems ?? []);
      if (fresh.length) return void this.set({ proposal: { ops: together, problems: fresh } });
      this.set({ proposal: null });
      return this.keep(together);
    }, ops);
  }

  /** What a proposal would do, without showing it: the problems it brings. */
  async look(ops) {
    const { run, saved, problems } = this.work.value;
    const dry = await this.server.edit(run.id, ops, saved.revision, { dry: true });
    return freshProblems(problems, dry.problems ?? []);
  }

  /** Save what was proposed, as it is or with a repair. */
  accept(repair = []) {
    const { ops } = this.work.value.proposal;
    this.set({ proposal: null });
    if (repair.length) return this.propose([...ops, ...repair]);
    this.show(ops);
    return this.next(() => this.keep(ops), ops);
  }

  /** Leave a proposal, or one's own side of a conflict: the rundown is as it is stored. */
  leave() {
    const { saved } = this.work.value;
    this.set({ proposal: null, conflict: null, run: saved });
  }

  /** Do again, on top of what somebody else has saved meanwhile, what was kept. */
  async again() {
    const { ops } = this.work.value.conflict;
    this.set({ conflict: null });
    return this.propose(ops);
  }

  step(way) {
    return this.next(async ({ run, saved }) => {
      this.take(await this.server.step(run.id, way, saved.revision), []);
      return true;
    }, []);
  }

  async keep(ops) {
    const { run, saved } = this.work.value;
    this.take(await this.server.edit(run.id, ops, saved.revision), ops);
    return true;
  }

  /** What the server answered is what there is. */
  take(answer, ops) {
    const { saved } = this.work.value;
    const settings = Object.assign({}, ...ops.flatMap((op) => (op.op === "settings" ? [op.set] : [])));
    const items = answered(saved.items, answer, ops);
    const now = { ...saved, ...settings, items, revision: answer.revision };
    const { plan, problems = plan?.problems ?? [] } = answer;
    this.set({ run: now, saved: now, problems, ...(plan ? { plan } : {}) });
  }

  show(ops) {
    const { run } = this.work.value;
    this.set({ run: { ...run, items: applied(run.items, ops) } });
  }

  next(work, ops) {
    const done = this.turn.then(async () => {
      this.set({ saving: true });
      try {
        return await work(this.work.value);
      } catch (error) {
        return this.failed(error, ops);
      } finally {
        this.set({ saving: false });
      }
    });
    this.turn = done.catch(() => {});
    return done;
  }

  /** Nothing is lost: a stale edit is kept for its author to decide on, a refused one is taken back with the reason. */
  async failed(error, ops) {
    if (error.status === 412) {
      await this.refresh();
      this.set({ conflict: { ops } });
      return false;
    }
    if (!("status" in error)) throw error;
    this.set({ run: this.work.value.saved, proposal: null });
    this.notices.say(reasonOf(error), "warning");
    return false;
  }

  set(parts) {
    this.work.set({ ...this.work.value, ...parts });
  }
}

/** Why the server refused, and what to do about it. */
export function reasonOf({ code, message }) {
  const why = {
    behind_the_playhead: gettext("It has aired: what is behind the playhead stays as it was. Change its next airing."),
    prepared: gettext("It begins within 10 seconds and is prepared: skip it, or change what comes after."),
    nothing_to_undo: gettext("There is nothing left to undo."),
    nothing_to_redo: gettext("There is nothing to do again."),
  }[code];
  return why ?? message;
}
