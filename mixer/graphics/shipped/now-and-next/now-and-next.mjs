/** Two lines at the foot of the picture: what is on now, and what comes next. */

import { directionOf, fit, Graphic, h } from "../kit.mjs";

export default class NowAndNext extends Graphic {
    static css = `
    .lines { position: absolute; left: 5cqw; bottom: 6.5cqh; width: 52cqw; display: grid; gap: 0.8cqh; }
    .lines[dir="rtl"] { left: auto; right: 5cqw; }
    .line {
      display: flex; align-items: stretch; overflow: hidden; background: var(--ground); border-radius: 0.9cqh;
      box-shadow: 0 0.6cqh 2.4cqh rgba(0, 0, 0, 0.3); clip-path: inset(0 0 0 0 round 0.9cqh);
      transition: clip-path 0.75s var(--ease) calc(var(--n) * 0.14s), opacity 0.2s linear calc(var(--n) * 0.14s);
    }
    [data-on="no"] .line {
      clip-path: inset(0 100% 0 0 round 0.9cqh); opacity: 0;
      transition: clip-path 0.45s var(--leave) calc((1 - var(--n)) * 0.1s), opacity 0.15s linear calc(0.3s + (1 - var(--n)) * 0.1s);
    }
    [data-on="no"] [dir="rtl"] .line { clip-path: inset(0 0 0 100% round 0.9cqh); }
    .word {
      flex: 0 0 auto; min-width: 12cqh; box-sizing: border-box; padding: 0 1.8cqh; display: grid; place-items: center;
      font-weight: 800; font-size: 2.4cqh; letter-spacing: 0.02em; white-space: nowrap;
    }
    .now .word { background: var(--accent); color: #14181f; }
    .next .word { background: rgba(255, 255, 255, 0.12); }
    .title { flex: 1; min-width: 0; padding: 1.5cqh 2cqh; align-self: center; font-weight: 700; }
    .next .title { font-weight: 500; }
    .time {
      flex: 0 0 auto; align-self: center; padding: 0 2.2cqh 0 0.6cqh; font-size: 2.5cqh; color: var(--soft);
      font-variant-numeric: tabular-nums; white-space: nowrap;
    }
    [dir="rtl"] .time { padding: 0 0.6cqh 0 2.2cqh; }
    .line > * { transition: opacity 0.4s var(--ease) calc(0.3s + var(--n) * 0.14s); }
    [data-on="no"] .line > * { opacity: 0; transition-delay: 0s; transition-duration: 0.3s; }
  `;

    build() {
        this.rows = ["now", "next"].map((name, n) => {
            const row = h(`div.line.${name}`, {}, h("div.word"), h("div.title", {}, h("div.text")), h("div.time"));
            row.style.setProperty("--n", n);
            return row;
        });
        this.lines = h("div.lines", {}, ...this.rows);
        this.stage.append(this.lines);
    }

    show(data) {
        this.stage.style.setProperty("--accent", data.accent ?? "#ff9f1c");
        this.lines.dir = directionOf(data.now || data.next);
        ["now", "next"].forEach((name, n) => {
            const [word, title, time] = this.rows[n].children;
            this.rows[n].hidden = !data[name];
            word.textContent = data[`${name}_word`] ?? "";
            word.hidden = !word.textContent;
            time.textContent = data[`${name}_time`] ?? "";
            time.hidden = !time.textContent;
            for (const one of [word, time]) one.dir = "auto";
            fit(title.firstChild, data[name] ?? "", name === "now" ? [3.4, 2.9, 2.5] : [3, 2.6, 2.3], 2);
        });
    }
}
