export const FRESH_MS = 1000;

/**
 * Send only the newest of many values: while one is on its way, the next waits and older ones are forgotten.
 * One that has waited for more than a second is forgotten too: nobody's hand is there any more.
 */
export function latest(send, now = () => performance.now()) {
  let busy = false;
  let waiting = null;
  async function go(value) {
    if (busy) {
      waiting = { value, at: now() };
      return;
    }
    busy = true;
    try {
      await send(value);
    } finally {
      busy = false;
      const next = waiting;
      waiting = null;
      if (next && now() - next.at <= FRESH_MS) go(next.value);
    }
  }
  return go;
}
