/** Undo and redo of stored edits, whoever made them: two buttons, and Ctrl+Z with and without Shift. */

import { gettext } from "../../i18n.js";
import { h, icon } from "../widgets/h.js";
import { nextWords, steppedWords } from "./words.js";

const WRITES = "textarea, select, [contenteditable], input:not([type='checkbox'], [type='radio'], [type='range'])";

/** The way that a key press steps, or null. Pure: `typing` is whether the field would undo its own. */
export function wayOf({ code, ctrl, meta, shift, alt }, typing) {
  if (typing || alt || !(ctrl || meta)) return null;
  if (code === "KeyZ") return shift ? "redo" : "undo";
  return code === "KeyY" && !shift && ctrl ? "redo" : null;
}

export class Steps {
  constructor({ api, notices, view }) {
    Object.assign(this, { api, notices, view, before: new Set(), busy: false });
  }

  /** What is not stored yet is stored first: a step back must not pass over it. */
  async step(way) {
    if (this.busy || !this.view.value.editable) return;
    this.busy = true;
    try {
      for (const store of this.before) await store();
      const { step } = await this.api.post(way);
      this.notices.say(steppedWords(way, step));
    } catch (error) {
      this.notices.say(reasonOf(error), "warning");
    } finally {
      this.busy = false;
    }
  }

  listen(page = document) {
    page.addEventListener("keydown", (event) => {
      const { code, ctrlKey: ctrl, metaKey: meta, shiftKey: shift, altKey: alt } = event;
      const way = wayOf({ code, ctrl, meta, shift, alt }, event.target.matches?.(WRITES) ?? false);
      if (!way || event.repeat || document.querySelector("dialog:modal")) return;
      event.preventDefault();
      this.step(way);
    });
  }

  async next() {
    return this.api.get("undo").catch(() => ({ undo: null, redo: null }));
  }
}

function reasonOf({ code, message }) {
  const why = {
    nothing_to_undo: gettext("There is nothing left to undo."),
    nothing_to_redo: gettext("There is nothing to do again."),
    changed_since: gettext("This was changed in another way since, so it cannot be put back."),
  }[code];
  return why ?? message;
}

/** The two buttons; what they would do is looked up when a hand comes near. */
export function stepPair(steps) {
  const made = [
    ["undo", gettext("Undo")],
    ["redo", gettext("Do again")],
  ].map(([way, words]) => {
    const props = { type: "button", "aria-label": words, title: words, onclick: () => steps.step(way) };
    const button = h("button.button.quiet.icon-only.step", props, icon(way));
    for (const name of ["pointerenter", "focus"])
      button.addEventListener(name, async () => (button.title = nextWords(way, (await steps.next())[way])));
    return button;
  });
  return h("span.steps", { role: "group", "aria-label": gettext("Edits") }, ...made);
}

/** Those of the top line, for whoever may edit. */
export function stepButtons({ steps, view }) {
  const element = stepPair(steps);
  view.watch(
    ({ editable }) => [editable],
    (editable) => (element.hidden = !editable),
  );
  return element;
}
