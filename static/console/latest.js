/** Send only the newest of many values: while one is on its way, the next waits and older ones are forgotten. */
export function latest(send) {
  let busy = false;
  let waiting = null;
  async function go(value) {
    if (busy) {
      waiting = { value };
      return;
    }
    busy = true;
    try {
      await send(value);
    } finally {
      busy = false;
      const next = waiting;
      waiting = null;
      if (next) go(next.value);
    }
  }
  return go;
}
