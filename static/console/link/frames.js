/** The mixer's frame as far as this page has seen it. Only numbers we were sent count: our clock is not the mixer's. */

export const LATE_S = 1;
export const CARRIED_S = 1.5; // the mixer tells its frame each second
export const SILENT_S = 2; // then this page counts as not connected

export class Frames {
  constructor(now = () => performance.now()) {
    Object.assign(this, { now, frame: null, at: 0 });
  }

  /** What is older than what was seen came late; a number far below is of another count. */
  saw(frame, rate = 30) {
    if (!Number.isInteger(frame)) return;
    if (this.frame !== null && frame < this.frame && this.frame - frame < 10 * rate) return;
    Object.assign(this, { frame, at: this.now() });
  }

  forget() {
    this.frame = null;
  }

  /** How long nothing was heard, in seconds; 0 when no frame was ever seen. */
  get silent_s() {
    return this.frame === null ? 0 : (this.now() - this.at) / 1000;
  }

  /** The frame that is composed now, with its part; null when none was seen. It stands when nothing more is heard. */
  present(rate) {
    if (this.frame === null) return null;
    return this.frame + Math.min(CARRIED_S, (this.now() - this.at) / 1000) * rate;
  }

  /** The last frame a press may happen on: the one seen at the press, and a second. Null when none was seen. */
  deadline(rate, pressed = this.now()) {
    if (this.frame === null) return null;
    const carried_s = Math.max(-CARRIED_S, Math.min(CARRIED_S, (pressed - this.at) / 1000));
    return this.frame + Math.floor((carried_s + LATE_S) * rate);
  }
}

/** The present frame in a message, or undefined. A desk in a snapshot may be from long ago. */
export function frameIn(message) {
  if (message.type === "change") return message.desk?.frame;
  if (message.type === "meters") return (message.meters ?? message).frame;
  if (message.type === "status") return (message.status ?? message).frame;
  return message.type === "snapshot" ? message.frame : undefined;
}
