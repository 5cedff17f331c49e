/** The one file under the director's hand, and what keys and buttons do to it. */

import { heldIn, inReach, markIn, markOut, onFrame, positionOn } from "../state/transport.js";
import { nameOf } from "../state/tally.js";
import { Seeks } from "../link/seeks.js";
import { Store } from "../state/store.js";
import { fraction } from "../state/words.js";

export class Hand {
  constructor({ view, ask, frames, notices }) {
    Object.assign(this, { view, ask, frames, notices, seeks: new Seeks({ ask, view }) });
    this.choice = new Store({ source: null, unlocked: null });
    // What was chosen or unlocked is so for what stands on the buses now, and no longer.
    view.watch(
      ({ desk }) => [desk.preview, desk.program],
      () => this.choose(null),
    );
    view.watch(
      ({ lamps }) => [lamps],
      ({ program }) => program.has(this.choice.value.unlocked) || this.unlock(null),
    );
  }

  get reach() {
    const { desk, lamps, mode } = this.view.value;
    return mode === "air" ? inReach(desk, lamps) : [];
  }

  /** `{source, bus, name, transport, locked}`, or null: preview comes first, unless another was chosen. */
  get at() {
    const { reach } = this;
    const { source: chosen, unlocked } = this.choice.value;
    const found = reach.find(({ source }) => source === chosen) ?? reach[0];
    if (!found) return null;
    const { desk, show } = this.view.value;
    const locked = found.bus === "program" && found.source !== unlocked;
    return { ...found, locked, name: nameOf(found.source, show), transport: desk.transports[found.source] };
  }

  get rate() {
    return fraction(this.view.value.show.canvas.rate);
  }

  /** The mixer's frame now, as far as this page knows. */
  get frame() {
    return this.frames.present(this.rate) ?? this.view.value.desk.frame;
  }

  /** Where it stands for the eye: where the hand has put it, until the mixer has obeyed. */
  positionOf({ source, transport }) {
    return this.seeks.aimOf(source) ?? positionOn(transport, this.frame, this.rate);
  }

  choose(source) {
    this.choice.set({ source, unlocked: null });
  }

  unlock(source) {
    if (this.choice.value.unlocked !== source) this.choice.set({ ...this.choice.value, unlocked: source });
  }

  /** `source`: the one that was meant, where another may have come under the hand since. */
  act(action, source = null) {
    const { at } = this;
    if (source && at?.source !== source)
      return this.notices.say("That file is not under the hand any more.", "warning");
    if (!at) return this.notices.say("No file is on preview or program.", "warning");
    return ACTS[action.do](this, at, action);
  }

  /** What would make the picture on air jump needs the bar unlocked. Says so, where it is not. */
  free({ locked, name }) {
    if (locked) this.notices.say(`${name} is on air: hold the lock beside its bar first.`, "warning");
    return !locked;
  }
}

const ACTS = {
  play: ({ ask, frame }, { source, transport }) =>
    ask(onFrame(transport, frame).state === "playing" ? "pause" : "play", { source }),
  cue: ({ ask }, { source }) => ask("cue", { source }),
  nudge: (hand, at, { way, fine }) => {
    if (!hand.free(at)) return;
    const to = hand.positionOf(at) + way * (fine ? 1 / hand.rate : 1);
    hand.seeks.to(at.source, heldIn(at.transport, to));
  },
  scrub: (hand, at, { position_s }) => hand.free(at) && hand.seeks.to(at.source, heldIn(at.transport, position_s)),
  mark: (hand, at, { which }) => {
    const marks = (which === "in" ? markIn : markOut)(at.transport, hand.positionOf(at));
    if (marks && hand.free(at)) hand.ask("playback", { source: at.source, ...marks });
  },
  unmark: (hand, at, { which }) => hand.free(at) && hand.ask("playback", { source: at.source, [`${which}_s`]: 0 }),
  set: ({ ask }, { source }, { playback }) => ask("playback", { source, ...playback }),
};
