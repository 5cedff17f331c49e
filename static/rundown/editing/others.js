/**
 * Who else has which items in hand, and telling them what this page has. A courtesy: whether an edit counts is up to
 * the rundown's revision, so anybody may go on all the same.
 */

const AGAIN_MS = 10_000;
const AWAY_MS = 120_000; // so long after the last key or press nobody is taken to be at work here
const ITEMS_MOST = 200; // more the server does not take

export class Others {
  /** `tell(message)` reaches the server when it can; `view` has `editors` and `connected`; `id` is the open rundown. */
  constructor({ tell, view, id, now = () => Date.now() }) {
    Object.assign(this, { tell, view, id, now });
    this.hands = new Map(); // what is in hand here, by how: "drag", "sheet"
    this.anyway = new Set(); // what somebody here goes on with though another has it
    this.touched = now();
    this.said = false;
    view.watch(
      ({ editors }) => [editors],
      () => this.heard(),
    );
    view.watch(
      ({ connected, editable }) => [connected, editable],
      () => this.say(),
    );
  }

  /** Say it again from time to time, while a hand is at this page. */
  keep(page = document) {
    for (const name of ["pointerdown", "keydown", "pointermove"])
      page.addEventListener(name, () => (this.touched = this.now()), { capture: true, passive: true });
    setInterval(() => this.said && this.now() - this.touched < AWAY_MS && this.say(), AGAIN_MS);
  }

  take(how, ids) {
    this.hands.set(how, ids);
    this.say();
  }

  letGo(how) {
    if (this.hands.delete(how)) this.say();
  }

  /** The names of those who have an item in hand elsewhere; "" where nobody has. */
  who(item) {
    return this.names.get(item) ?? "";
  }

  /** Those of some items that others have, and that nobody here goes on with all the same. */
  busy(items) {
    return items.filter((id) => this.who(id) && !this.anyway.has(id));
  }

  heard() {
    const names = new Map();
    for (const { by, rundown, items } of this.view.value.editors ?? [])
      if (rundown === this.id) for (const one of items) names.set(one, [...(names.get(one) ?? []), by]);
    this.names = new Map([...names].map(([item, people]) => [item, people.join(", ")]));
    this.anyway = new Set([...this.anyway].filter((id) => this.names.has(id)));
  }

  say() {
    const items = [...new Set([...this.hands.values()].flat())].slice(0, ITEMS_MOST);
    if (!this.view.value.editable || (!items.length && !this.said)) return;
    this.said = items.length > 0;
    this.tell({ type: "editing", rundown: this.id, items });
  }
}
