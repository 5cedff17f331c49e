/**
 * When each packet of a monitor's sound is to be played, and where the sound is now. Pure: time comes in.
 *
 * Two clocks: the stream's (seconds since the show's frame 0) and the audio device's (`now_s`). Their difference, the
 * distance kept, follows what the network needs, so slowly that nobody hears it.
 */

export const RATE = 48_000;
export const MARGIN_S = 0.02; // before its time a packet is given to the device
const LEAST_S = 0.004;
const FIRST_JITTER_S = 0.015;
const FORGET_S = 10; // the time in which a late packet comes to count for a third
const MOST_JITTER_S = 0.2; // later than that it is no jitter: something stood still
const MEAN_OF = 50; // packets
const MEAN_STEP_S = 0.1;
const STRETCH_PER_S = 0.1; // of the error, for each second of sound
const STRETCH_MOST = 0.01; // a sixth of a semitone
const FAR_S = 0.2;
const JUMP_S = 0.3;
const ANOTHER_CLOCK_S = 2;

export class Pacing {
  constructor() {
    this.map_s = null; // what to add to a time of the stream to get the device's
    this.owed = 0;
    this.dropping = false;
    this.late = 0;
  }

  /**
   * A packet has come, whose first sample is at `at_s` of the stream. `latency_s` is the device's own, `picture_s` how
   * far behind its arrival a picture is shown at best. Returns `{start, count, fade}`: play it from sample `start` of
   * the device's clock, stretched to `count` samples; null when it is to be left out.
   */
  take({ at_s, count, now_s, latency_s, picture_s }) {
    this.#measure(now_s - at_s, count);
    const target_s = Math.max(this.worst_s + MARGIN_S, this.mean_s + picture_s - latency_s);
    const { start, fade } = this.#startOf(at_s, now_s, target_s);
    const map_s = start / RATE - at_s;
    this.dropping = map_s - target_s > (this.dropping ? 0 : FAR_S);
    this.end_s = at_s + count / RATE;
    if (this.dropping) {
      this.next = start;
      this.map_s = start / RATE - this.end_s;
      return null;
    }
    const stretched = count + this.#stretch(target_s - map_s, count);
    this.next = start + stretched;
    this.map_s = this.next / RATE - this.end_s;
    return { start, count: stretched, fade };
  }

  /** Which moment of the stream the device is at; null before the first packet and when there are none any more. */
  at(now_s) {
    if (this.map_s === null) return null;
    const at_s = now_s - this.map_s;
    return at_s > this.end_s + FAR_S ? null : at_s;
  }

  #measure(transit_s, count) {
    if (this.map_s === null || Math.abs(transit_s - this.mean_s) > ANOTHER_CLOCK_S) {
      this.mean_s = transit_s;
      this.worst_s = transit_s + FIRST_JITTER_S;
      this.next = this.end_s = null;
      return;
    }
    this.mean_s += Math.max(-MEAN_STEP_S, Math.min(MEAN_STEP_S, transit_s - this.mean_s)) / MEAN_OF;
    const eased_s = this.mean_s + (this.worst_s - this.mean_s) * (1 - count / RATE / FORGET_S);
    this.worst_s = Math.min(this.mean_s + MOST_JITTER_S, Math.max(transit_s, eased_s));
  }

  /** Right behind the packet before it; anew when that moment has passed. */
  #startOf(at_s, now_s, target_s) {
    const gap = this.next === null ? 0 : Math.round((at_s - this.end_s) * RATE);
    const start = this.next === null ? null : this.next + gap;
    if (start !== null && start / RATE >= now_s + LEAST_S && gap >= 0) return { start, fade: gap > 0 || this.dropping };
    if (start !== null) this.late += 1;
    const anew = Math.ceil(Math.max(at_s + target_s, now_s + LEAST_S) * RATE);
    return { start: Math.max(anew, this.next ?? 0), fade: true };
  }

  #stretch(error_s, count) {
    const share = Math.max(-STRETCH_MOST, Math.min(STRETCH_MOST, error_s * STRETCH_PER_S));
    this.owed += share * count;
    const whole = Math.trunc(this.owed);
    this.owed -= whole;
    return whole;
  }
}

/**
 * One channel's samples, drawn out or pressed together to `count` of them. `before` is the sample that was played
 * last, so that packets join without a step.
 */
export function stretched(samples, count, before) {
  if (count === samples.length) return samples;
  const made = new Float32Array(count);
  const step = samples.length / count;
  for (let at = 0; at < count; at += 1) {
    const place = (at + 1) * step - 1;
    const left = Math.floor(place);
    const from = left < 0 ? before : samples[left];
    made[at] = from + (samples[Math.min(left + 1, samples.length - 1)] - from) * (place - left);
  }
  return made;
}

/** Let sound that begins in the middle begin softly. */
export function faded(samples, over = 96) {
  const made = samples.slice();
  for (let at = 0; at < Math.min(over, made.length); at += 1) made[at] *= at / over;
  return made;
}

/**
 * How fast pictures are to run so that they go with the sound: `error_s` is how far they are ahead of it.
 * Null when they are too far off to walk.
 */
export function pace(error_s) {
  if (Math.abs(error_s) > JUMP_S) return null;
  if (Math.abs(error_s) < 0.006) return 1;
  return Math.max(0.92, Math.min(1.08, 1 - error_s * 0.8));
}
