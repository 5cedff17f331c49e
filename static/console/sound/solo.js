/** Which sources this operator listens to by themselves, before their faders; nobody else hears anything of it. */

import { Store } from "../state/store.js";
import { Listener } from "../player/listener.js";
import { volume } from "../player/volume.js";

export class Solo {
  /** `address` begins that of a sound by name; `make` makes a listener. */
  constructor(address, { make = () => new Listener({ solo: true }), ears = volume } = {}) {
    Object.assign(this, { address, make, ears });
    this.sources = new Store(Object.freeze([]));
    this.listener = null;
  }

  /** To be called from a press, without which browsers play no sound. */
  toggle(id) {
    const now = this.sources.value;
    this.hear(now.includes(id) ? now.filter((one) => one !== id) : [...now, id]);
  }

  clear() {
    this.hear([]);
  }

  /** What is gone is not listened to any more. */
  keepOnly(ids) {
    const left = this.sources.value.filter((id) => ids.includes(id));
    if (left.length !== this.sources.value.length) this.hear(left);
  }

  hear(sources) {
    this.sources.set(Object.freeze(sources));
    this.ears.soloing(sources.length > 0);
    if (!sources.length) {
      this.listener?.stop();
      this.listener = null;
      return;
    }
    this.listener ??= this.make();
    this.listener.start(`${this.address}${[...sources].sort().join(".")}.`);
  }
}
