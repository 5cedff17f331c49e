/** Key presses to desk actions. */

import { clear, showOrHide } from "./captions/at_once.js";
import { STOPS } from "./frame/stops.js";
import { actionFor } from "./keys.js";
import { gettext } from "../i18n.js";
import { keysOf } from "./keys/caps.js";
import { openKeys, openPalette } from "./sheets.js";
import { sceneOf } from "./state/surface.js";
import { shortcutsOn } from "./settings.js";

const CONTROLS =
  "button, a[href], summary, input, select, textarea, [role='slider'], [tabindex]:not([role='application'])";

const AS_THEY_ARE = ["cut", "auto", "ftb", "standby", "overlays_off", "rehearse_transition"];

/** A panel that Tab has come to is none: there the desk's keys work. */
const isControl = (target) => target !== document.body && target.matches?.(CONTROLS) && !target.matches(STOPS);

export class Keyboard {
  constructor(app) {
    this.app = app;
  }

  listen() {
    document.addEventListener("keydown", (event) => this.press(event));
  }

  press(event) {
    const { code, key, shiftKey: shift, ctrlKey: ctrl, altKey: alt, metaKey: meta, repeat } = event;
    // A button that is held down with Enter would be pressed again and again.
    if (repeat && key === "Enter" && event.target.matches?.("button")) return event.preventDefault();
    const action = actionFor({ code, key, shift, ctrl, alt, meta, repeat }, this.page(event.target));
    if (!action) return;
    event.preventDefault();
    this.act(action);
  }

  page(target) {
    return {
      typing:
        target.matches?.(
          "textarea, select, [contenteditable], input:not([type='checkbox'], [type='radio'], [type='range'])",
        ) ?? false,
      dialog: Boolean(document.querySelector("dialog:modal, [popover]:popover-open")),
      control: isControl(target) && target.matches(":focus-visible"),
      file: Boolean(this.app.hand.at),
      deck: Boolean(this.app.deck.at),
      enabled: shortcutsOn(),
      keys: keysOf(this.app.view.value.show),
    };
  }

  act(action) {
    const { view, ask } = this.app;
    const { show, desk, recording } = view.value;
    const scene = action.id ? { id: action.id } : sceneOf(keysOf(show), show.scenes, action.index + 1);
    if (action.do === "help") openKeys(this.app);
    else if (action.do === "palette") openPalette(this.app, (one) => this.act(one));
    else if (action.do === "preview" && scene) ask("preview", { scene: scene.id });
    else if (action.do === "take" && scene) ask("take", { scene: scene.id });
    else if (action.do === "captions_show") showOrHide(this.app);
    else if (action.do === "captions_clear") clear(this.app);
    else if (["play", "cue", "mark", "unmark", "nudge"].includes(action.do)) this.app.hand.act(action);
    else if (action.do === "turn") this.app.deck.turn(action.go, { cue: action.cue });
    else if (action.do === "overlay") ask("overlay", { overlay: action.id, on: !desk.overlays[action.id]?.on });
    else if (action.do === "mute") ask("sound", { source: action.id, mute: !desk.sound[action.id]?.mute });
    else if (action.do === "macro") ask("run_macro", { macro: action.id });
    else if (action.do === "black") ask("preview", { scene: "black" });
    else if (action.do === "record") this.record(recording);
    else if (AS_THEY_ARE.includes(action.do)) ask(action.do);
  }

  /** A key begins a recording and never ends one: that takes a hold. */
  record({ on }) {
    const { ask, notices } = this.app;
    if (on) notices.say(gettext("It is recording. Hold the Rec button for a second to end it."), "warning");
    else ask("start_recording");
  }
}
