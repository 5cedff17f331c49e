/** Carrying things by hand: from the library or the list, into the list or the calendar. One hand, a few places. */

const NEAR_PX = 5; // a press that trembles is no drag

export class Carry {
  constructor() {
    this.places = new Set();
    this.held = null;
    this.ghost = document.createElement("div");
    this.ghost.className = "carried";
    this.ghost.hidden = true;
    document.body.append(this.ghost);
    addEventListener("keydown", (event) => event.key === "Escape" && this.held && this.end());
  }

  /** `place`: `{element, over(event, load), leave(), drop(event, load)}`; `over` says whether it would take it. */
  into(place) {
    this.places.add(place);
  }

  /** What is pressed in `element` and drawn away is carried: `what(event)` is
   * `{load, words, done}`, or null for nothing. */
  from(element, what) {
    element.addEventListener("pointerdown", (event) => {
      const fine = event.pointerType !== "touch" || event.target.closest("[data-handle]");
      if (event.button !== 0 || !fine || event.target.closest("button, input, a, select")) return;
      const begin = { x: event.clientX, y: event.clientY, what, event };
      this.follow(element, begin);
    });
  }

  follow(element, begin) {
    const move = (event) => {
      if (!this.held && Math.hypot(event.clientX - begin.x, event.clientY - begin.y) > NEAR_PX) this.lift(begin);
      if (this.held) this.at(event);
    };
    const up = (event) => {
      if (this.held && event.type === "pointerup") this.drop(event);
      this.end();
    };
    this.stop = () => {
      removeEventListener("pointermove", move);
      for (const name of ["pointerup", "pointercancel"]) removeEventListener(name, up);
    };
    addEventListener("pointermove", move);
    for (const name of ["pointerup", "pointercancel"]) addEventListener(name, up);
  }

  lift({ what, event }) {
    const found = what(event);
    if (!found) return this.end();
    this.held = found;
    this.ghost.textContent = found.words;
    this.ghost.hidden = false;
    document.body.dataset.carrying = "";
  }

  at(event) {
    this.ghost.style.transform = `translate(${event.clientX + 14}px, ${event.clientY + 10}px)`;
    const under = document.elementFromPoint(event.clientX, event.clientY);
    const place = [...this.places].find(({ element }) => element.contains(under)) ?? null;
    if (this.place && this.place !== place) this.place.leave();
    this.place = place;
    const takes = Boolean(place?.over(event, this.held.load));
    this.ghost.toggleAttribute("data-refused", !takes);
  }

  drop(event) {
    this.place?.drop(event, this.held.load);
  }

  end() {
    this.place?.leave();
    this.held?.done?.();
    this.stop?.();
    Object.assign(this, { held: null, place: null, stop: null });
    this.ghost.hidden = true;
    delete document.body.dataset.carrying;
  }
}
