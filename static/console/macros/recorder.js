/** Writes down what is asked at this console while it records, as a macro's steps. */

import { stepsOf } from "../state/surface.js";
import { Store } from "../state/store.js";

const NOT_OF_A_MACRO = ["run_macro", "stop_macro", "acknowledge_alert", "page_input", "restart_engine", "tbar"];
export const STEPS_MOST = 100;

export class Recorder {
  /** `now()` in ms. `state` is a Store: null, or how many steps there are so far. */
  constructor(now = () => performance.now()) {
    this.now = now;
    this.state = new Store(null);
    this.asked = [];
  }

  begin() {
    this.asked = [];
    this.state.set(0);
  }

  /** A command that was asked just now. */
  heard(verb, parts = {}) {
    if (this.state.value === null || NOT_OF_A_MACRO.includes(verb) || this.asked.length >= STEPS_MOST) return;
    this.asked.push({ verb, parts: structuredClone(parts), at_ms: this.now() });
    this.state.set(this.asked.length);
  }

  /** End it; the steps. */
  end() {
    this.state.set(null);
    return stepsOf(this.asked);
  }
}
