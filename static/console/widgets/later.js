/**
 * Parts of the page that the first picture does not wait for: each is loaded when it is first asked for, and all of
 * them in quiet moments before that, so that they open at once, with the network gone too.
 */

import { gettext } from "../../i18n.js";

const QUIET_MS = 200; // a page that is never idle loads all the same; Safari does not say when it is
const whenIdle = globalThis.requestIdleCallback?.bind(globalThis) ?? ((work) => setTimeout(work, QUIET_MS));
const quiet = (work) => whenIdle(work, { timeout: QUIET_MS });

export class Later {
  /** `styled()` resolves when the parts have their style; `say(words)` is told of one that did not come. */
  constructor({ styled = async () => {}, say = () => {} } = {}) {
    Object.assign(this, { styled, say, parts: [], newest: null });
  }

  /**
   * A function that stands for the one of this name in a module, which `load()` imports. Called before the module is
   * there it is done when that has come: once, and not at all if another part was asked for meanwhile.
   */
  of(load, name) {
    const part = { here: null, asked: false };
    part.fetch = async () => {
      const [module] = await Promise.all([load(), this.styled()]);
      part.here = module[name];
    };
    this.parts.push(part);
    return (...args) => {
      this.newest = part;
      return part.here ? part.here(...args) : this.soon(part, args);
    };
  }

  async soon(part, args) {
    if (part.asked) return;
    part.asked = true;
    try {
      await part.fetch();
    } catch {
      return this.say(gettext("This part of the console did not load. Try again; if it stays so, reload the page."));
    } finally {
      part.asked = false;
    }
    if (this.newest === part) return part.here(...args);
  }

  /** Load all parts, one after another while nothing else is to be done. */
  async rest() {
    for (const part of this.parts) {
      await new Promise((done) => quiet(done));
      if (!part.here) await part.fetch().catch(() => {}); // it is asked for again when somebody wants it
    }
  }
}
