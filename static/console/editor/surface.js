/**
 * Places under the hand: boxes and handles over a picture of the scene, which may be the preview monitor's or a
 * miniature in the sheet. Nothing here knows which of the two it lies on.
 */

import { gettext, interpolate } from "../../i18n.js";
import { attr, h, List, toggle } from "../widgets/h.js";
import { paintScene } from "../scenes/pictures.js";
import { boxOf, croppedBy, HANDLES, hit, moved, nudgeOf, rectOf, resized } from "./geometry.js";
import { guidesOf, snappedMove, snappedSides } from "./snap.js";
import { placeName } from "./words.js";

const REACH_PX = 8; // on the screen
const SLACK_PX = 4; // a press that hardly moves only chooses

export class Surface {
  /**
   * `size` is the canvas's; `editing` has `draft`, `selected`, `mode` ("place" or "crop") and `snaps`; `hand` hears
   * `select(name)`, `grips(bool)`, `begin()`, `change(name, changes)` and `end()`; `pictureOf(source)` gives small
   * pictures, `overlaysOf(draft)` the overlays over them.
   */
  constructor({ size, editing, hand, pictureOf, overlaysOf }) {
    Object.assign(this, { size, editing, hand, pictureOf, overlaysOf, drag: null, quick: false });
    this.canvas = h("canvas.editor-miniature", { "aria-hidden": "true" });
    this.boxes = h("div.editor-boxes");
    this.lines = { x: h("i.editor-line.upright", { hidden: true }), y: h("i.editor-line", { hidden: true }) };
    this.frame = h(
      "div.editor-chosen",
      { hidden: true },
      ...HANDLES.map((name) => h("i.editor-handle", { data: { handle: name } })),
    );
    this.stage = h(
      "div.editor-stage",
      { role: "application", tabindex: "0" },
      ...[this.canvas, this.boxes, this.lines.x, this.lines.y, this.frame],
    );
    this.element = h("div.editor-surface", {}, this.stage);
    this.list = new List(this.boxes, {
      key: ({ name }) => name,
      make: () => h("i.editor-box"),
      update: (box, slot) => this.#lay(box, slot, slot.name === this.editing.selected),
    });
    this.#listen();
    this.watcher = new ResizeObserver(() => this.#fit());
    this.watcher.observe(this.element);
  }

  /** Lie on an element from now on; `picture` paints the scene there, as nothing beneath shows it. */
  on(host, picture) {
    if (this.element.parentElement !== host) host.append(this.element);
    toggle(this.element, "data-picture", picture);
    if (picture) this.paint();
  }

  off() {
    this.watcher.disconnect();
    window.removeEventListener("keydown", this.#escape, true);
    this.element.remove();
  }

  /** Everything as the draft says it. */
  show() {
    const { draft, selected } = this.editing;
    const chosen = draft.slots.find(({ name }) => name === selected);
    this.list.show(draft.slots);
    this.frame.hidden = !chosen;
    if (chosen) this.#lay(this.frame, chosen, true);
    attr(this.frame, "data-mode", this.editing.mode);
    attr(this.stage, "aria-label", labelOf(draft, chosen));
    this.paint();
  }

  /** Soon, and once however often it is asked for. */
  paint() {
    if (this.quick || !this.element.hasAttribute("data-picture")) return;
    this.quick = true;
    requestAnimationFrame(() => {
      this.quick = false;
      const { draft } = this.editing;
      const context = this.canvas.getContext("2d", { alpha: false });
      const scene = { background: draft.background, slots: draft.sources };
      paintScene(context, scene, { slots: draft.slots }, this.pictureOf, this.overlaysOf(draft));
    });
  }

  #lay(element, slot, chosen) {
    const box = boxOf(slot.rect, this.size);
    const share = (part, whole) => `${(100 * part) / whole}%`;
    element.style.left = share(box.x, this.size.width);
    element.style.top = share(box.y, this.size.height);
    element.style.width = share(box.w, this.size.width);
    element.style.height = share(box.h, this.size.height);
    toggle(element, "data-chosen", chosen);
  }

  /** The stage is as large as the picture is in its element: monitors leave bars where the canvas is not 16:9. */
  #fit() {
    const { clientWidth, clientHeight } = this.element;
    const scale = Math.min(clientWidth / this.size.width, clientHeight / this.size.height);
    if (!scale) return;
    this.scale = scale;
    this.stage.style.width = `${this.size.width * scale}px`;
    this.stage.style.height = `${this.size.height * scale}px`;
    const fine = Math.min(2, devicePixelRatio || 1);
    this.canvas.width = Math.round(this.size.width * scale * fine);
    this.canvas.height = Math.round(this.size.height * scale * fine);
    this.paint();
  }

  /** Esc puts a place that is being dragged back to where it was. */
  #escape = (event) => {
    if (event.key !== "Escape" || !this.drag?.moving) return;
    const { name, slot } = this.drag;
    this.hand.change(name, { rect: slot.rect, crop: slot.crop });
    this.#release();
  };

  #listen() {
    window.addEventListener("keydown", this.#escape, true);
    this.stage.addEventListener("pointerdown", (event) => this.#press(event));
    this.stage.addEventListener("pointermove", (event) => this.drag && this.#pull(event));
    for (const name of ["pointerup", "pointercancel", "lostpointercapture"])
      this.stage.addEventListener(name, () => this.#release());
    this.stage.addEventListener("keydown", (event) => this.#key(event));
    this.stage.addEventListener("keyup", (event) => nudgeOf(event.key, false) && this.nudging && this.#nudged());
    this.stage.addEventListener("blur", () => this.nudging && this.#nudged());
  }

  #point({ clientX, clientY }) {
    const { left, top } = this.stage.getBoundingClientRect();
    return { x: (clientX - left) / this.scale, y: (clientY - top) / this.scale };
  }

  #press(event) {
    if (event.button !== 0 || matchMedia("(max-width: 640px)").matches) return;
    event.preventDefault();
    this.stage.focus({ preventScroll: true });
    const handle = event.target.dataset?.handle ?? null;
    const at = this.#point(event);
    const { slots } = this.editing.draft;
    const boxes = slots.map(({ rect }) => boxOf(rect, this.size));
    const name = handle ? this.editing.selected : slots[hit(boxes, at)]?.name;
    if (!handle) this.hand.select(name ?? null);
    if (!name) return;
    this.stage.setPointerCapture(event.pointerId);
    const slot = slots.find((one) => one.name === name);
    const guides = guidesOf(
      boxes.filter((_, at) => slots[at] !== slot),
      this.size,
    );
    this.drag = { name, handle, at, slot, box: boxOf(slot.rect, this.size), guides, moving: false };
  }

  #pull(event) {
    const { drag, size } = this;
    const now = this.#point(event);
    let [dx, dy] = [now.x - drag.at.x, now.y - drag.at.y];
    if (!drag.moving) {
      if (Math.hypot(dx, dy) * this.scale < SLACK_PX) return;
      drag.moving = true;
      this.hand.grips(true);
      this.hand.begin();
    }
    if (event.shiftKey && !drag.handle) [dx, dy] = Math.abs(dx) > Math.abs(dy) ? [dx, 0] : [0, dy];
    const reach = this.editing.snaps && !event.ctrlKey ? REACH_PX / this.scale : -1;
    const snap = drag.handle ? snappedSides(drag.box, drag.handle, dx, dy, drag.guides, reach) : null;
    const drawn = snap ?? snappedMove(drag.box, dx, dy, drag.guides, reach);
    this.#mark(drawn.lines);
    this.hand.change(drag.name, this.#changed(drag, drawn, event, size));
  }

  #changed({ slot, box, handle }, { dx, dy }, { shiftKey, altKey }, size) {
    if (!handle) return { rect: rectOf(moved(box, dx, dy, size), slot.rect.anchor, size) };
    if (this.editing.mode === "crop") return croppedBy(slot, handle, dx, dy, size);
    const box_ = resized(box, handle, dx, dy, size, { ratio: shiftKey, centred: altKey });
    return { rect: rectOf(box_, slot.rect.anchor, size) };
  }

  #release() {
    if (!this.drag) return;
    const { moving } = this.drag;
    this.drag = null;
    this.#mark({ x: null, y: null });
    if (!moving) return;
    this.hand.end();
    this.hand.grips(false);
  }

  /** Where it is drawn to. */
  #mark({ x, y }) {
    this.lines.x.hidden = x === null;
    this.lines.y.hidden = y === null;
    this.lines.x.style.left = `${(100 * x) / this.size.width}%`;
    this.lines.y.style.top = `${(100 * y) / this.size.height}%`;
  }

  #key(event) {
    const by = nudgeOf(event.key, event.shiftKey);
    const slot = this.editing.draft.slots.find(({ name }) => name === this.editing.selected);
    if (!by || !slot || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    if (!this.nudging) this.hand.begin();
    this.nudging = true;
    const box = moved(boxOf(slot.rect, this.size), ...by, this.size);
    this.hand.change(slot.name, { rect: rectOf(box, slot.rect.anchor, this.size) });
  }

  #nudged() {
    this.nudging = false;
    this.hand.end();
  }
}

function labelOf(draft, chosen) {
  if (!chosen) return gettext("Places of the scene: choose one in the list, or press on it");
  const name = placeName(chosen.name);
  return interpolate(gettext("Place %(name)s: arrow keys move it, with Shift by ten pixels"), { name });
}
