/** The one document under the director's hand, and what buttons and keys do to it. */

import { gettext } from "../../i18n.js";
import { countOf, deckOf, documentOf, documentsInReach, pageIn, turnOf } from "../state/deck.js";
import { Store } from "../state/store.js";
import { AIR_LOCKED } from "../state/words.js";

export class Deck {
  /** `airLock`: with it on, no press turns the page that is on program. */
  constructor({ view, ask, notices, airLock, library }) {
    Object.assign(this, { view, ask, notices, airLock, library });
    this.choice = new Store(null);
  }

  get reach() {
    const { show, lamps } = this.view.value;
    return documentsInReach(show, lamps);
  }

  /** `{source, name, deck, asset, count, onProgram, onPreview, sealed, live}`; null where the show has no document. */
  get at() {
    const { reach } = this;
    const found = reach.find(({ id }) => id === this.choice.value) ?? reach[0];
    if (!found) return null;
    const { desk, lamps, mode, live } = this.view.value;
    const deck = mode === "air" ? deckOf(desk, found.id) : null;
    const [onProgram, onPreview] = [lamps.program.has(found.id), lamps.preview.has(found.id)];
    const asset = this.library.value.get(documentOf(found))?.asset ?? null;
    const sealed = onProgram && this.airLock.value;
    const count = countOf(deck, asset);
    const bus = { onProgram, onPreview, sealed };
    return { source: found.id, stored: found, name: found.name, deck, asset, count, ...bus, live };
  }

  choose(source) {
    this.choice.set(source);
  }

  /** Next, previous, first or last: on program the page there, elsewhere the cued one. */
  turn(go, { cue = false } = {}) {
    const { at } = this;
    if (!at?.deck) return this.refuse();
    const parts = turnOf(go, at.deck, at.count, at.onProgram && !cue);
    return parts && this.send(at, parts);
  }

  cue(page) {
    const { at } = this;
    return at?.deck ? this.send(at, { page, cue: true }) : this.refuse();
  }

  /** A page at once, where the document is. */
  show(page) {
    const { at } = this;
    if (!at?.deck) return this.refuse();
    return this.send(at, at.onProgram ? { page } : { page, cue: true });
  }

  /** A typed number; false where there is no such page. */
  typed(text) {
    const page = pageIn(text, this.at?.count ?? 0);
    if (page === null) return false;
    this.cue(page);
    return true;
  }

  send({ source, sealed }, parts) {
    if (sealed && !parts.cue) return this.notices.say(AIR_LOCKED, "warning");
    return this.ask("deck", { source, ...parts });
  }

  refuse() {
    const words = this.at
      ? gettext("The mixer does not show that document yet.")
      : gettext("This show has no document.");
    this.notices.say(words, "warning");
  }
}
