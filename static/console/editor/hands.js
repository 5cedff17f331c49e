/**
 * Who else has which part of the show open, and telling them what this page has. A courtesy: whether an edit counts is
 * up to the show's revision, so anybody may go on all the same.
 */

import { h, text } from "../widgets/h.js";
import { handWords } from "./words.js";

const AGAIN_MS = 10_000;

export class Hands {
  /** `tell(message)` reaches the server when it can; `view` has `editors`, `connected` and `editable`. */
  constructor({ tell, view, every = (work, ms) => setInterval(work, ms) }) {
    Object.assign(this, { tell, view, held: [] });
    view.watch(
      ({ connected, editable }) => [connected, editable],
      () => this.#say(),
    );
    every(() => this.#say(), AGAIN_MS);
  }

  /** Take a part in hand; returns what lets go of it again. The one that was taken last is told. */
  take(part) {
    const hold = { part };
    this.held.push(hold);
    this.#say();
    return () => {
      if (!this.held.includes(hold)) return;
      this.held = this.held.filter((one) => one !== hold);
      if (this.held.length) this.#say();
      else this.tell({ type: "editing", part: null });
    };
  }

  /** The names of those who have one of these parts open elsewhere. */
  who(parts) {
    const names = (this.view.value.editors ?? []).filter(({ part }) => parts.includes(part)).map(({ by }) => by);
    return [...new Set(names)];
  }

  #say() {
    if (this.held.length && this.view.value.editable) this.tell({ type: "editing", part: this.held.at(-1).part });
  }
}

/**
 * Have a part in hand while a sheet is open, and say in it who else has. `parts()` are those that are the same work,
 * as scenes on one layout are.
 */
export function inHand(app, sheet, part, parts = () => [part]) {
  const note = h("p.in-hand", { role: "status" });
  const letGo = app.hands.take(part);
  const stop = app.view.watch(
    ({ editors, show }) => [editors, show],
    () => {
      const words = handWords(app.hands.who(parts()));
      text(note, words);
      note.hidden = !words;
    },
  );
  sheet.querySelector("header")?.after(note);
  sheet.addEventListener("close", () => {
    letGo();
    stop();
  });
}
