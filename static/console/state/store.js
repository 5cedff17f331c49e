/** One value and those who watch parts of it. */

export class Store {
  constructor(value) {
    this.value = value;
    this.watchers = new Set();
  }

  set(value) {
    this.value = value;
    for (const look of this.watchers) look(this.value); // one of them may have set another
  }

  /** Call `render(...picked, value)` now and whenever one of the things `pick` returns (a list) is another one. */
  watch(pick, render) {
    let before = null;
    const look = (value) => {
      const now = pick(value);
      if (before && now.every((part, at) => Object.is(part, before[at]))) return;
      before = now;
      render(...now);
    };
    this.watchers.add(look);
    look(this.value);
    return () => this.watchers.delete(look);
  }
}
