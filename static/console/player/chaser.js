/** How a live monitor stays close behind its stream: small changes of speed, a jump only when far off. */

export const NEAR_S = 0.05;
export const FAR_S = 0.12;
export const WIDEST_S = 0.4;
const JUMP_S = 0.5;
const EASE_PER_S = 0.03;

export const fresh = Object.freeze({ slack_s: 0 });

/**
 * What to do now. `ahead_s` is the media buffered in front of the play position; `starved` says that the player ran
 * dry since the last call, which widens the distance kept; it narrows again slowly.
 */
export function chase(memory, { ahead_s, starved, dt_s }) {
  const slack_s = starved
    ? Math.min(WIDEST_S - FAR_S, memory.slack_s + 0.02)
    : Math.max(0, memory.slack_s - EASE_PER_S * dt_s);
  const near = NEAR_S + slack_s;
  const far = FAR_S + slack_s;
  return {
    memory: { slack_s },
    rate: rateFor(ahead_s, near, far),
    jump_to_s: ahead_s > far + JUMP_S ? (near + far) / 2 : null,
  };
}

function rateFor(ahead_s, near, far) {
  if (ahead_s > far) return Math.min(1.1, 1.02 + (ahead_s - far) * 0.4);
  if (ahead_s < near) return 0.97;
  return 1;
}

/**
 * Which stretch of the buffer the play position should be in, as `{start, end}`: the newest one.
 * `ranges` is a list of [start, end], oldest first.
 */
export function newest(ranges) {
  if (!ranges.length) return null;
  const [start, end] = ranges[ranges.length - 1];
  return { start, end };
}

/** What waits to be given to the decoder: whole GOPs are dropped when the browser cannot keep up. */
export function trim(queue, most) {
  if (queue.length <= most) return { queue, dropped: 0 };
  const from = queue.findLastIndex((fragment) => fragment.kind === "K");
  const kept = from < 0 ? [] : queue.slice(from);
  const init = queue.filter((fragment, at) => fragment.kind === "I" && at < (from < 0 ? queue.length : from));
  return { queue: [...init, ...kept], dropped: queue.length - kept.length - init.length };
}
