/** A quote over the lower half of the picture. */

import { directionOf, fit, Graphic, h } from "../kit.mjs";

export default class Quote extends Graphic {
    static css = `
    .shade {
      position: absolute; inset: 30cqh 0 0 0; background: linear-gradient(to top, rgba(8, 10, 14, 0.94) 35%, rgba(8, 10, 14, 0));
      transition: opacity 0.7s var(--ease);
    }
    [data-on="no"] .shade { opacity: 0; transition: opacity 0.45s var(--leave); }
    .words { position: absolute; left: 9cqw; right: 9cqw; bottom: 8cqh; }
    .mark {
      height: 6.4cqh; width: 8.6cqh; margin-bottom: 2cqh; color: var(--accent);
      transition: opacity 0.4s var(--ease), translate 0.7s var(--ease);
    }
    .mark svg { width: 100%; height: 100%; display: block; }
    [dir="rtl"] .mark svg { transform: scaleX(-1); }
    [data-on="no"] .mark { opacity: 0; translate: 0 2cqh; }
    .quote { font-weight: 600; letter-spacing: -0.01em; white-space: pre-line; text-shadow: 0 0.2cqh 1cqh rgba(0, 0, 0, 0.5); }
    .quote.fits { line-height: 1.22; }
    .quote, .who { transition: opacity 0.6s var(--ease) 0.15s, translate 0.8s var(--ease) 0.15s; }
    .who { display: flex; gap: 1.8cqh; align-items: stretch; margin-top: 2.6cqh; transition-delay: 0.4s; }
    [data-on="no"] :is(.quote, .who) { opacity: 0; translate: 0 3cqh; transition: opacity 0.3s var(--leave), translate 0.4s var(--leave); }
    .rule { flex: 0 0 0.6cqh; background: var(--accent); border-radius: 1cqh; transition: scale 0.6s var(--ease) 0.5s; }
    [data-on="no"] .rule { scale: 1 0; }
    .names { flex: 1; min-width: 0; }
    .author { font-weight: 800; }
    .role { color: var(--soft); margin-top: 0.3cqh; }
  `;

    build() {
        const mark = h("div.mark");
        mark.innerHTML =
            '<svg viewBox="0 0 86 64" fill="currentColor"><path d="M0 64V38C0 16 10 4 32 0v14c-9 3-13 8-13 17h15v33zM50 64V38C50 16 60 4 82 0v14c-9 3-13 8-13 17h15v33z"/></svg>';
        this.parts = Object.fromEntries(["quote", "author", "role"].map((part) => [part, h(`div.${part}`)]));
        this.who = h("div.who", {}, h("div.rule"), h("div.names", {}, this.parts.author, this.parts.role));
        this.words = h("div.words", {}, mark, this.parts.quote, this.who);
        this.stage.append(h("div.shade"), this.words);
    }

    show({ quote = "", author = "", role = "", accent = "#ff9f1c" }) {
        this.stage.style.setProperty("--accent", accent);
        this.words.dir = directionOf(quote);
        fit(this.parts.quote, quote, [6.2, 5.4, 4.6, 4, 3.5], quote.length > 220 ? 6 : 4);
        fit(this.parts.author, author, [3.2, 2.8], 1);
        fit(this.parts.role, role, [2.5, 2.2], 1);
        this.who.hidden = !author && !role;
    }
}
