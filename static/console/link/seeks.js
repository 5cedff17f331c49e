/**
 * Where a hand that scrubs wants to go: one seek under way, the newest next. A seek has come when its picture is there,
 * so that dragging shows pictures all the way and the reader is not asked for more than it can bring.
 */

import { latest } from "./latest.js";

export const PICTURE_MS = 400; // no longer: a slow file must not hold the hand up
export const AIMED_MS = 1500;

export class Seeks {
  /** `reaches({source, bus})`: whether the hand still has that file there; the buses may change while an aim waits. */
  constructor({ ask, view, reaches, now = () => performance.now(), later = (...all) => setTimeout(...all) }) {
    Object.assign(this, { ask, view, reaches, now, later, aim: null, held: false, hurry: null });
    this.send = latest((aim) => this.#seek(aim), now);
  }

  to({ source, bus }, position_s) {
    this.held = true;
    this.aim = { source, bus, position_s, frame: Infinity, at: this.now() };
    return this.send(this.aim);
  }

  /** The hand lets go: where it ended is asked for now, before whatever is pressed next. */
  letGo() {
    this.held = false;
    this.hurry?.();
  }

  /** Where the hand has put a source, until the desk says so itself; null when it has not. */
  aimOf(source) {
    const { aim } = this;
    const told = aim && this.view.value.desk.frame >= aim.frame;
    if (told || (aim && this.now() - aim.at > AIMED_MS)) this.aim = null;
    return this.aim?.source === source ? this.aim.position_s : null;
  }

  async #seek(aim) {
    if (!this.reaches(aim)) {
      if (this.aim === aim) this.aim = null;
      return;
    }
    const answer = await this.ask("seek", { source: aim.source, position_s: aim.position_s });
    if (answer) aim.frame = answer.frame;
    else if (this.aim === aim) this.aim = null;
    if (answer && this.held) await this.#shown(aim);
  }

  async #shown({ source, frame }) {
    const isThere = ({ desk }) => desk.frame >= frame && (desk.transports?.[source]?.ready ?? true);
    let stop;
    await new Promise((resolve) => {
      this.hurry = resolve;
      stop = this.view.watch(
        (now) => [isThere(now)],
        (there) => there && resolve(),
      );
      this.later(resolve, PICTURE_MS);
    });
    stop();
    this.hurry = null;
  }
}
