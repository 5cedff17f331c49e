/** How loud this page's ears are: the same for every monitor, and only one of them heard while somebody solos. */

const KEY = "tally.monitor.volume";
const RAMP_S = 0.02;

/** A position from 0 to 1 as a factor: even steps to the ear. */
export function factorOf(position) {
  return position <= 0 ? 0 : 10 ** ((position - 1) * 2);
}

export class Volume {
  constructor(store = globalThis.localStorage) {
    this.store = store;
    const kept = Number(store?.getItem(KEY) ?? 1);
    this.position = kept >= 0 && kept <= 1 ? kept : 1;
    this.ears = new Set(); // {context, gain, solo} of each listener
    this.solo = false;
  }

  set(position) {
    this.position = Math.max(0, Math.min(1, position));
    this.store?.setItem(KEY, String(this.position));
    this.apply();
  }

  /** While sources are soloed nothing else is heard. */
  soloing(on) {
    this.solo = on;
    this.apply();
  }

  /** A listener's gain, an AudioParam and its clock, follows from now on. */
  join(ear) {
    this.ears.add(ear);
    ear.gain.value = this.of(ear);
  }

  leave(ear) {
    this.ears.delete(ear);
  }

  of(ear) {
    return this.solo && !ear.solo ? 0 : factorOf(this.position);
  }

  apply() {
    for (const ear of this.ears) ear.gain.setTargetAtTime(this.of(ear), ear.context.currentTime, RAMP_S);
  }
}

export const volume = new Volume();
