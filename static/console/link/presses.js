/**
 * A press is what happens, or nothing: every command says how late it may happen, and what was on preview at the press.
 * What cannot be sent now, or would rest on an old picture, is refused in sight at once.
 */

import { SILENT_S } from "./frames.js";
import { gettext, interpolate } from "../../i18n.js";
import { lockedWords, pressReaches } from "./air_lock.js";
import { Refused } from "./link.js";
import { markOf, PressMarks } from "./press_marks.js";
import { mayPress } from "../state/rights.js";
import { nameOf } from "../state/tally.js";
import { sentence } from "../state/sentence.js";
import { fraction } from "../state/words.js";

export const DOUBLE_MS = 300; // sooner than an eye can have seen the buses swap
export const UNSEEN_MS = 700; // sooner than somebody can have read that what was lined up was refused
const TAKES = ["cut", "auto", "take"];

export class Presses {
  /** `pressed()` is when the hand came down, on the clock `now`; the page may have been busy since. */
  constructor({ link, view, frames, notices, locked = null, marks, now = () => performance.now(), pressed = now }) {
    Object.assign(this, { link, view, frames, notices, locked, now, pressed });
    this.marks = marks ?? new PressMarks({ at: () => null, later: () => {} });
    this.linedUp = null;
    this.swapped = -Infinity;
    this.refused = { scene: null, at: -Infinity }; // the newest line-up that did not happen
  }

  /** Ask the mixer for something; a refusal is said aloud, once. Resolves to the answer, or null when refused. */
  async ask(verb, parts = {}) {
    let silent = false;
    const mark = this.marks.begin(verb, parts);
    const nobody = () => {
      silent = true;
      this.notices.say(NO_ANSWER(), "warning");
    };
    try {
      const answer = await this.send(verb, parts, () => mark.sent(nobody));
      mark.end("done", answer.frame);
      return answer;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      mark.end(markOf(error));
      if (!(silent && error.code === "no_answer")) this.notices.say(wordsFor(error, this.view.value), "warning");
      return null;
    }
  }

  async send(verb, parts = {}, sent = () => {}) {
    const { show } = this.view.value;
    const [at, rate] = [this.pressed(), fraction(show.canvas.rate)];
    try {
      this.check(verb, at, parts);
    } catch (error) {
      if (verb === "preview") this.missed(parts.scene);
      throw error;
    }
    const not_after_frame = this.frames.deadline(rate, at);
    const expected = TAKES.includes(verb) ? { expected_preview: this.preview } : {};
    const line = verb === "preview" ? (this.linedUp = { scene: parts.scene, frame: Infinity }) : null;
    sent();
    try {
      const answer = await this.link.command(verb, {
        ...parts,
        ...expected,
        ...(not_after_frame === null ? {} : { not_after_frame }),
      });
      this.frames.saw(answer.frame, rate);
      if (line) line.frame = answer.frame;
      return answer;
    } catch (error) {
      if (line && this.linedUp === line) {
        this.linedUp = null;
        this.missed(parts.scene);
      }
      throw error;
    }
  }

  /** A line-up did not happen: who has pressed CUT behind it already meant that scene, not what stands there still. */
  missed(scene) {
    this.refused = { scene, at: this.now() };
  }

  check(verb, at, parts) {
    const { mode, rights } = this.view.value;
    if (mode !== "air") throw new Refused("not_live", DEAD[mode]());
    if (!mayPress(verb, parts, this.view.value)) throw new Refused("not_live", barredWords(rights));
    // Who cannot direct cannot lift the lock either: it is not theirs.
    if (this.locked?.value && rights.includes("operate") && pressReaches(verb, parts, this.view.value))
      throw new Refused("locked", lockedWords());
    if (this.frames.silent_s > SILENT_S) throw new Refused("silent", silentWords(this.frames.silent_s));
    if (verb === "preview") [this.swapped, this.refused] = [-Infinity, { scene: null, at: -Infinity }];
    if (verb !== "cut" && verb !== "auto") return;
    if (at - this.refused.at < UNSEEN_MS) throw new Refused("missed", missedWords(this.refused.scene, this.view.value));
    const twice = at - this.swapped < DOUBLE_MS;
    this.swapped = at;
    if (twice) throw new Refused("twice", gettext("Pressed twice: only the first press counts."));
  }

  /** What the director knows to be on preview: the scene just lined up, until the desk has said so itself. */
  get preview() {
    const { desk } = this.view.value;
    if (this.linedUp && desk.frame >= this.linedUp.frame) this.linedUp = null;
    return this.linedUp?.scene ?? desk.preview;
  }
}

const NO_ANSWER = () => gettext("Not connected: no answer for two seconds. It will not happen later; look at program.");

const DEAD = {
  offline: () => gettext("Not connected: nothing was sent."),
  off: () => gettext("The show is off air: nothing was sent."),
  starting: () => gettext("The show is going on air: nothing was sent yet."),
  lost: () => gettext("The mixer does not answer: nothing was sent."),
};

const barredWords = (rights) =>
  rights.length > 1
    ? gettext("Your role does not allow this.")
    : gettext("Your account may watch this show, not direct it.");

const silentWords = (silent_s) =>
  interpolate(gettext("No word from the mixer for %(seconds)s s: nothing was sent."), {
    seconds: Math.round(silent_s),
  });

const missedWords = (scene, { show }) =>
  interpolate(gettext("%(name)s was not lined up, so nothing was taken. Press again to take what is on preview."), {
    name: nameOf(scene, show),
  });

/** A refusal in words for the director; the mixer's own where we know no better. */
export function wordsFor({ code, message }, { desk, show }) {
  if (code === "too_late")
    return gettext("Too late: the press was held up for more than a second on its way. Nothing was changed.");
  if (code === "stale") {
    const name = nameOf(desk.preview, show);
    return interpolate(gettext("Preview has changed: it shows %(name)s now. Nothing was taken."), { name });
  }
  if (code === "unknown_scene") return gettext("It was deleted: nothing was taken. Take another scene.");
  if (code === "void") return gettext("The connection was made anew in the meantime: nothing was changed.");
  if (code === "no_answer")
    return gettext("The mixer did not answer in five seconds, and will not do it later. Look at program.");
  return sentence(message);
}
