/** A poll: a question and its answers; in step 1 bars grow to the votes of each. */

import { directionOf, fit, Graphic, h } from "../kit.mjs";

const number = (value) => new Intl.NumberFormat("en").format(value);

export default class Poll extends Graphic {
    static steps = 2;
    static css = `
    .card {
      position: absolute; top: 50%; width: 36cqw; max-height: 86cqh; padding: 3.4cqh 3cqh 3cqh; box-sizing: border-box;
      background: var(--ground); border-radius: 1.4cqh; border-top: 0.7cqh solid var(--accent);
      box-shadow: 0 1cqh 4cqh rgba(0, 0, 0, 0.35);
      transition: opacity 0.5s var(--ease), translate 0.7s var(--ease);
      translate: 0 -50%;
    }
    .stage[data-side="right"] .card { right: 5cqw; }
    .stage[data-side="left"] .card { left: 5cqw; }
    [data-on="no"] .card { opacity: 0; transition-timing-function: var(--leave); transition-duration: 0.4s; }
    [data-on="no"][data-side="right"] .card { translate: 6cqw -50%; }
    [data-on="no"][data-side="left"] .card { translate: -6cqw -50%; }
    .question { font-weight: 700; margin-bottom: 2.4cqh; letter-spacing: -0.005em; }
    .answers { display: grid; gap: 1.3cqh; }
    .answer {
      position: relative; border-radius: 0.8cqh; overflow: hidden; background: rgba(255, 255, 255, 0.08);
      transition: opacity 0.5s var(--ease) calc(0.25s + var(--n) * 0.07s), translate 0.6s var(--ease) calc(0.25s + var(--n) * 0.07s);
    }
    [data-on="no"] .answer { opacity: 0; translate: 0 1.5cqh; transition-duration: 0.3s; transition-delay: 0s; }
    .bar {
      position: absolute; inset: 0; width: 100%; transform-origin: 0 0; transform: scaleX(0);
      background: color-mix(in srgb, var(--accent) 62%, #10141a); transition: transform 1.1s var(--ease) calc(var(--n) * 0.09s);
    }
    [dir="rtl"] .bar { transform-origin: 100% 0; }
    [data-on="yes"][data-step="1"] .bar { transform: scaleX(var(--share)); }
    .line { position: relative; display: flex; align-items: center; gap: 2cqh; padding: 1.35cqh 1.8cqh; min-height: 3.6cqh; }
    .text { flex: 1; min-width: 0; font-weight: 600; }
    .share {
      font-weight: 800; font-size: 3.2cqh; font-variant-numeric: tabular-nums; opacity: 0; translate: 1cqh 0;
      transition: opacity 0.5s var(--ease) calc(0.3s + var(--n) * 0.09s), translate 0.5s var(--ease) calc(0.3s + var(--n) * 0.09s);
    }
    [data-on="yes"][data-step="1"] .share { opacity: 1; translate: 0 0; }
    .total { margin-top: 1.8cqh; color: var(--soft); font-size: 2.1cqh; opacity: 0; transition: opacity 0.6s var(--ease) 0.6s; }
    [data-on="yes"][data-step="1"] .total { opacity: 1; }
    .winner .answer:not([data-first]) { opacity: 0.45; transition-delay: 0s; }
    .winner .answer[data-first] { box-shadow: inset 0 0 0 0.35cqh var(--accent); }
  `;

    build() {
        this.question = h("div.question");
        this.answers = h("div.answers");
        this.total = h("div.total");
        this.card = h("div.card", {}, this.question, this.answers, this.total);
        this.stage.append(this.card);
    }

    show({ question = "", options = [], side = "right", votes_word = "", accent = "#ff9f1c" }) {
        const asked = (Array.isArray(options) ? options : []).slice(0, 6);
        const votes = asked.map((one) => Math.max(0, Number(one?.votes) || 0));
        const all = votes.reduce((sum, each) => sum + each, 0);
        this.stage.dataset.side = side === "left" ? "left" : "right";
        this.stage.style.setProperty("--accent", accent);
        this.card.dir = directionOf(question || asked[0]?.text);
        fit(this.question, question, [4.2, 3.6, 3.1], 3);
        this.#keep(asked.length);
        const most = Math.max(...votes, 0);
        asked.forEach((one, index) => this.#answer(this.answers.children[index], one, votes[index], all, most));
        this.total.textContent = all ? `${number(all)} ${votes_word}` : "";
    }

    #keep(count) {
        while (this.answers.children.length > count) this.answers.lastChild.remove();
        while (this.answers.children.length < count) {
            const line = h("div.line", {}, h("div.text"), h("div.share"));
            const answer = h("div.answer", {}, h("div.bar"), line);
            answer.style.setProperty("--n", this.answers.children.length);
            answer.style.setProperty("--share", 0);
            this.answers.append(answer);
        }
    }

    #answer(answer, { text = "" } = {}, votes, all, most) {
        const share = all ? votes / all : 0;
        answer.style.setProperty("--share", share);
        answer.querySelector(".share").textContent = `${Math.round(share * 100)}%`;
        fit(answer.querySelector(".text"), String(text), [3, 2.6, 2.2], 2);
        answer.toggleAttribute("data-first", votes === most && most > 0);
    }

    async customAction({ id }) {
        if (id !== "winner") return super.customAction({ id });
        this.stage.classList.toggle("winner");
        return { statusCode: 200 };
    }

    async playAction(params) {
        if (params?.goto === 0 || this.stage.dataset.on === "no") this.stage.classList.remove("winner");
        return super.playAction(params);
    }
}
