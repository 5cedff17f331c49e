/** Short words to the director at this seat: said once, politely, and gone after a while. */

import { h } from "../widgets/h.js";
import { told } from "./told.js";

const SHOWN_MS = 7000;

export class Notices {
  mount(root) {
    this.root = root;
  }

  say(words, level = "info") {
    this.root.replaceChildren(h("p.notice", { data: { level } }, told(words)));
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.root.replaceChildren(), SHOWN_MS);
  }
}
