/**
 * Edits of the open rundown, one after the other. Each is seen at once, tried on the server first, and shown with what
 * it brings (overruns, gaps, conflicts) before it is saved. What somebody else changed meanwhile is never written over.
 */

import { gettext } from "../../i18n.js";
import { answered, applied, freshProblems, joinedPlans } from "../plain/apply.js";

export class Edits {
  /**
   * `work` holds `{run, saved, plan, problems, proposal, conflict, saving}`; `refresh()` fetches the rundown anew,
   * `plan()` what airs of it.
   */
  constructor({ work, server, notices, refresh, plan }) {
    Object.assign(this, { work, server, notices, refresh, plan });
    this.turn = Promise.resolve();
    this.waiting = []; // edits that are seen already, and have not had their turn
  }

  /**
   * Show an edit, try it, and save it unless it brings problems that are not in `seen`: those are shown first. What is
   * done while such a question is open joins it. Resolves to whether it was saved.
   */
  propose(ops, { seen = [] } = {}) {
    if (!ops.length) return Promise.resolve(true);
    return this.next(ops, async ({ saved, proposal }) => {
      const problems = await this.before();
      const together = [...(proposal?.ops ?? []), ...ops];
      const dry = await this.server.edit(saved.id, together, saved.revision, { dry: true });
      const fresh = freshProblems([...problems, ...seen], dry.problems ?? []);
      this.set({ proposal: fresh.length ? { ops: together, problems: fresh } : null });
      return !fresh.length && this.keep(together);
    });
  }

  /** What an edit would bring, without showing it. */
  async look(ops) {
    const problems = await this.before();
    const { saved } = this.work.value;
    const dry = await this.server.edit(saved.id, ops, saved.revision, { dry: true });
    return freshProblems(problems, dry.problems ?? []);
  }

  /** The problems there are already. Until the first plan has come they are asked for: no edit is blamed for them. */
  async before() {
    if (!this.work.value.plan) await this.plan();
    return this.work.value.problems;
  }

  /** Save what was proposed, as it is or with a repair, which is tried in its turn. */
  accept(repair = []) {
    const { ops } = this.work.value.proposal;
    this.set({ proposal: null });
    if (repair.length) return this.propose([...ops, ...repair]);
    return this.next(ops, () => this.keep(ops));
  }

  /** Leave a proposal, or one's own side of a conflict: the rundown is as it is stored. */
  leave() {
    this.set({ proposal: null, conflict: null });
  }

  /** Do again, on top of what somebody else has saved meanwhile, what was kept. */
  again() {
    const { ops } = this.work.value.conflict;
    this.set({ conflict: null });
    return this.propose(ops);
  }

  /** `way` is "undo" or "redo". */
  step(way) {
    return this.next([], async ({ saved }) => this.take(await this.server.step(saved.id, way, saved.revision), []));
  }

  /** Items out of a file, behind an item: all of them, or none with the reason. */
  takeIn(format, text, after) {
    const body = { text, after };
    return this.next([], async ({ saved }) =>
      this.take(await this.server.takeIn(saved.id, format, body, saved.revision), []),
    );
  }

  async keep(ops) {
    const { saved } = this.work.value;
    return this.take(await this.server.edit(saved.id, ops, saved.revision), ops);
  }

  /** What the server answered is what there is. */
  take(answer, ops) {
    const { saved, plan: before } = this.work.value;
    const settings = Object.assign({}, ...ops.map((op) => (op.op === "settings" ? op.set : {})));
    const items = answered(saved.items, answer, ops);
    const { problems = before?.problems ?? [] } = answer;
    const plan = answer.plan ? joinedPlans(before, answer.plan) : before;
    this.waiting = this.waiting.filter((one) => one !== this.now);
    this.set({ saved: { ...saved, ...settings, items, revision: answer.revision }, plan, problems, proposal: null });
    return true;
  }

  next(ops, work) {
    this.waiting.push(ops);
    this.set({});
    const done = this.turn.then(async () => {
      this.now = ops;
      this.set({ saving: true });
      const result = await work(this.work.value).catch((error) => this.failed(error, ops));
      this.waiting = this.waiting.filter((one) => one !== ops);
      this.set({ saving: false });
      return result;
    });
    this.turn = done.catch(() => {});
    return done;
  }

  /** Nothing is lost: a stale edit is kept for its author to decide on, a refused one is taken back with the reason. */
  async failed(error, ops) {
    if (!("status" in error)) throw error;
    const together = [...(this.work.value.proposal?.ops ?? []), ...ops];
    if (error.status === 412) {
      await this.refresh();
      this.set({ conflict: together.length ? { ops: together } : null });
    } else {
      this.set({ proposal: null });
      this.notices.say(reasonOf(error), "warning");
    }
    return false;
  }

  /** What is shown follows from what is stored: with what is proposed, and with what waits for its turn. */
  set(parts) {
    const now = { ...this.work.value, ...parts };
    const unsaved = [...(now.proposal?.ops ?? []), ...this.waiting.flat()];
    const run = unsaved.length ? { ...now.saved, items: applied(now.saved.items, unsaved) } : now.saved;
    this.work.set({ ...now, run });
  }
}

/** Why the server refused, and what to do about it. */
export function reasonOf({ code, message }) {
  const why = {
    behind_the_playhead: gettext("It has aired: what is behind the playhead stays as it was. Change its next airing."),
    prepared: gettext("It begins within 10 seconds and is prepared: skip it, or change what comes after."),
    on_air: gettext("It is on air, and does not air again: skip it, or let it last longer."),
    nothing_to_undo: gettext("There is nothing left to undo."),
    nothing_to_redo: gettext("There is nothing to do again."),
  }[code];
  return why ?? message;
}
