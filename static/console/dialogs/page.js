/** A hand on a web page: its picture, larger; clicks and keys go to it. What is typed is kept nowhere. */

import { gettext, interpolate } from "../../i18n.js";
import { Refused } from "../link/link.js";
import { joined, keyEvent, pictureBox, pointerEvent } from "../state/page_events.js";
import { whyBarred } from "../state/pages.js";
import { sourceText } from "../state/words.js";
import { attr, h, text } from "../widgets/h.js";
import { openSheet } from "../widgets/sheet.js";

const FREE = () => gettext("Clicks and keys go to the page; Esc closes. What you type is not written down anywhere.");
const EVERY_MS = 60; // events are sent together so often
const OWN = "overlay-";

/** `which` is {source} or {overlay}. */
export function openPage(app, which, name) {
  const id = which.source ?? OWN + which.overlay;
  const canvas = h("canvas.page-picture", {
    tabindex: 0,
    role: "application",
    "aria-label": interpolate(gettext("%(name)s. Clicks and keys go to the page; Esc closes"), { name }),
  });
  const state = h("p.page-state", { role: "status" });
  const note = h("p.hint", {});
  const reload = h(
    "button.button",
    { type: "button", onclick: () => app.ask("reload", which) },
    gettext("Reload the page"),
  );
  const hand = new PageHand(app, which, canvas);
  const foot = h("footer.dialog-foot", {}, state, h("span.spring"), reload);
  const line = textLine(hand);
  const dialog = openSheet(name, () => h("div.dialog-body.page-hand", {}, canvas, note, line, foot));
  const show = (view) => {
    const why = whyBarred(which, view);
    hand.barred = Boolean(why);
    attr(canvas, "data-barred", hand.barred);
    line.inert = hand.barred;
    reload.disabled = !view.live;
    text(note, why || FREE());
    text(state, sourceText(view.status?.sources?.[id]));
  };
  const forget = [
    app.looking.closely(id),
    app.tiles.register((pictureOf, isNew) => isNew(id) && paint(canvas, pictureOf(id))),
    app.view.watch(
      (view) => [view.status, view.lamps, view.mode, view.rights, view.desk],
      () => show(app.view.value),
    ),
  ];
  paint(canvas, app.tiles.of(id));
  dialog.addEventListener("close", () => {
    hand.close();
    for (const one of forget) one?.();
  });
  canvas.focus();
}

/** For screens without keys, and for what is pasted: a line that goes to the page's field as a whole. */
function textLine(hand) {
  const input = h("input.input", {
    "aria-label": gettext("Text for the page"),
    placeholder: gettext("Text for the field you clicked; empty presses Enter"),
    maxlength: 4096,
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
  });
  const form = h("form.row.page-line", {}, input, h("button.button", { type: "submit" }, gettext("Type it in")));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    hand.add(input.value ? { type: "text", text: input.value } : { type: "key", key: "Enter" });
    input.value = "";
  });
  return form;
}

/** Collects what a hand does on the canvas, and sends it a few times a second, in order. */
class PageHand {
  constructor(app, which, canvas) {
    Object.assign(this, { app, which, canvas, events: [], barred: false, sending: false, timer: 0 });
    const pointer = (type) => (event) => {
      const told = pointerEvent(type, event, pictureBox(canvas.getBoundingClientRect(), canvas));
      if (told) this.add(told);
      event.preventDefault();
    };
    canvas.addEventListener("pointermove", pointer("move"));
    canvas.addEventListener("pointerdown", (event) => {
      canvas.focus();
      canvas.setPointerCapture(event.pointerId);
      pointer("down")(event);
    });
    canvas.addEventListener("pointerup", pointer("up"));
    canvas.addEventListener("wheel", pointer("wheel"), { passive: false });
    canvas.addEventListener("contextmenu", (event) => event.preventDefault());
    canvas.addEventListener("keydown", (event) => {
      event.stopPropagation(); // the console's own keys rest while the hand is on a page
      const told = keyEvent(event);
      if (!told) return;
      event.preventDefault();
      this.add(told);
    });
    canvas.addEventListener("paste", (event) => {
      event.preventDefault();
      const pasted = event.clipboardData?.getData("text/plain").slice(0, 4096);
      if (pasted) this.add({ type: "text", text: pasted });
    });
  }

  close() {
    clearTimeout(this.timer);
    this.events = [];
  }

  add(event) {
    if (this.barred) return;
    this.events = joined(this.events, event);
    this.timer ||= setTimeout(() => this.#send(), EVERY_MS);
  }

  async #send() {
    this.timer = 0;
    if (this.sending || !this.events.length) return;
    const events = this.events;
    Object.assign(this, { events: [], sending: true });
    try {
      await this.app.link.command("page_input", { ...this.which, events }); // not a press: producers may, off program
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.app.notices.say(error.message, "warning");
    } finally {
      this.sending = false;
    }
    if (this.events.length) this.timer ||= setTimeout(() => this.#send(), EVERY_MS);
  }
}

function paint(canvas, picture) {
  if (!picture) return;
  if (canvas.width !== picture.width || canvas.height !== picture.height)
    Object.assign(canvas, { width: picture.width, height: picture.height });
  canvas.getContext("2d", { alpha: false }).drawImage(picture, 0, 0);
}
