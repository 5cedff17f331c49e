/** The one file under the director's hand, and what keys and buttons do to it. */

import { gettext, interpolate } from "../../i18n.js";
import { heldIn, inReach, markIn, markOut, onFrame, positionOn } from "../state/transport.js";
import { nameOf } from "../state/tally.js";
import { Seeks } from "../link/seeks.js";
import { Store } from "../state/store.js";
import { AIR_LOCKED, fraction } from "../state/words.js";

export class Hand {
  /** `airLock`: the store of the seat's air lock; with it on, no press reaches the file on program. */
  constructor({ view, ask, frames, notices, airLock }) {
    Object.assign(this, { view, ask, frames, notices, airLock, seeks: null });
    this.seeks = new Seeks({ ask, view, reaches: (aim) => this.reaches(aim) });
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
    airLock.watch(
      (on) => [on],
      () => this.unlock(null),
    );
  }

  get reach() {
    const { desk, lamps, mode } = this.view.value;
    return mode === "air" ? inReach(desk, lamps) : [];
  }

  /**
   * `{source, bus, name, transport, locked, sealed}`, or null: preview comes first, unless another was chosen. What is
   * on program is `locked` until it is unlocked here, and `sealed` as long as the air lock is on.
   */
  get at() {
    const { reach } = this;
    const { source: chosen, unlocked } = this.choice.value;
    const found = reach.find(({ source }) => source === chosen) ?? reach[0];
    if (!found) return null;
    const { desk, show } = this.view.value;
    const sealed = found.bus === "program" && this.airLock.value;
    const locked = sealed || (found.bus === "program" && found.source !== unlocked);
    return { ...found, locked, sealed, name: nameOf(found.source, show), transport: desk.transports[found.source] };
  }

  /** Whether a file is still under the hand where it was, and may be moved. */
  reaches({ source, bus }) {
    const { at } = this;
    return at?.source === source && at.bus === bus && !at.locked;
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
    if (source && this.at?.sealed) return this.refuse(AIR_LOCKED);
    if (this.choice.value.unlocked !== source) this.choice.set({ ...this.choice.value, unlocked: source });
  }

  /** `source`: the one that was meant, where another may have come under the hand since. */
  act(action, source = null) {
    const { at } = this;
    if (source && at?.source !== source) return this.refuse(gettext("That file is not under the hand any more."));
    if (!at) return this.refuse(gettext("No file is on preview or program."));
    if (at.sealed) return this.refuse(AIR_LOCKED);
    if (at.locked && JUMPS.has(action.do))
      return this.refuse(interpolate(gettext("%(name)s is on air: hold “Unlock” beside its bar first."), at));
    return ACTS[action.do](this, at, action);
  }

  refuse(words) {
    this.notices.say(words, "warning");
  }
}

/** What would make a picture on air jump. */
const JUMPS = new Set(["cue", "nudge", "scrub", "mark", "unmark"]);

const ACTS = {
  play: ({ ask, frame }, { source, transport }) =>
    ask(onFrame(transport, frame).state === "playing" ? "pause" : "play", { source }),
  cue: ({ ask }, { source }) => ask("cue", { source }),
  nudge: (hand, at, { way, fine }) => seek(hand, at, hand.positionOf(at) + way * (fine ? 1 / hand.rate : 1)),
  scrub: (hand, at, { position_s }) =>
    at.transport.length_s ? seek(hand, at, position_s) : hand.refuse(gettext("How long it is is not known yet.")),
  mark: (hand, at, { which }) => {
    const marks = (which === "in" ? markIn : markOut)(at.transport, hand.positionOf(at));
    if (!marks) return hand.refuse(gettext("It stands on the first picture: nothing would be left to play."));
    return hand.ask("playback", { source: at.source, ...marks });
  },
  unmark: ({ ask }, { source }, { which }) => ask("playback", { source, [`${which}_s`]: 0 }),
  set: ({ ask }, { source }, { playback }) => ask("playback", { source, ...playback }),
};

const seek = ({ seeks }, at, position_s) => seeks.to(at, heldIn(at.transport, position_s));
