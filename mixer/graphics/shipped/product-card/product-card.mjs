/** A product card: picture, name, price and a call to action, at the foot of the picture. */

import { directionOf, fit, Graphic, h } from "../kit.mjs";

export default class ProductCard extends Graphic {
    static css = `
    .card {
      position: absolute; bottom: 6cqh; width: 56cqw; min-height: 26cqh; display: flex; box-sizing: border-box;
      color: #14181f; background: #fbfbf9; border-radius: 1.6cqh; overflow: hidden; box-shadow: 0 1.2cqh 4.5cqh rgba(0, 0, 0, 0.4);
      clip-path: inset(0 0 0 0 round 1.6cqh);
      transition: clip-path 0.8s var(--ease), translate 0.8s var(--ease), opacity 0.3s linear;
    }
    .stage[data-side="left"] .card { left: 5cqw; }
    .stage[data-side="right"] .card { right: 5cqw; }
    [data-on="no"] .card {
      clip-path: inset(100% 0 0 0 round 1.6cqh); translate: 0 4cqh; opacity: 0;
      transition: clip-path 0.45s var(--leave), translate 0.45s var(--leave), opacity 0.15s linear 0.3s;
    }
    .picture {
      flex: 0 0 26cqh; position: relative; overflow: hidden; display: grid; place-items: center;
      background: linear-gradient(150deg, var(--accent), color-mix(in srgb, var(--accent) 55%, #0e1116));
    }
    .picture img { position: absolute; inset: 0; width: 100%; height: 100%; object-fit: cover; }
    .letter { font-size: 13cqh; font-weight: 800; color: rgba(255, 255, 255, 0.92); line-height: 1; }
    .picture > * { transition: scale 1.4s var(--ease); }
    [data-on="no"] .picture > * { scale: 1.18; }
    .words { flex: 1; min-width: 0; padding: 2.6cqh 3cqh; display: flex; flex-direction: column; justify-content: center; gap: 0.9cqh; }
    .name { font-weight: 800; letter-spacing: -0.01em; }
    .detail { color: #4d5562; white-space: pre-line; }
    .foot { display: flex; flex-wrap: wrap; align-items: center; gap: 1.2cqh 2cqh; margin-top: 1cqh; }
    .price { font-weight: 800; font-size: 4.8cqh; line-height: 1.1; font-variant-numeric: tabular-nums; }
    .before { font-size: 2.7cqh; color: #6b7380; text-decoration: line-through; }
    .call {
      max-width: 100%; box-sizing: border-box; background: #14181f; color: #fff; font-weight: 700; padding: 1.1cqh 2.2cqh;
      border-radius: 4cqh; border-inline-start: 1cqh solid var(--accent);
    }
    .words > *, .foot > * { transition: opacity 0.5s var(--ease) calc(0.3s + var(--n, 0) * 0.08s), translate 0.6s var(--ease) calc(0.3s + var(--n, 0) * 0.08s); }
    [data-on="no"] .words > *, [data-on="no"] .foot > * { opacity: 0; translate: 0 1.6cqh; transition-delay: 0s; transition-duration: 0.3s; }
    .detail { --n: 1; } .foot { --n: 2; } .before { --n: 3; } .call { --n: 4; }
    .nudge .call { animation: nudge 0.9s var(--ease); }
    @keyframes nudge { 30% { scale: 1.08; background: var(--accent); color: #14181f; } 100% { scale: 1; } }
  `;

    build() {
        this.letter = h("div.letter");
        this.image = h("img", { alt: "" });
        this.image.onerror = () => (this.image.hidden = true);
        this.image.onload = () => (this.image.hidden = false);
        const names = ["name", "detail", "price", "before", "call"];
        this.parts = Object.fromEntries(names.map((name) => [name, h(`div.${name}`)]));
        const foot = h("div.foot", {}, this.parts.price, this.parts.before, this.parts.call);
        this.card = h(
            "div.card",
            {},
            h("div.picture", {}, this.letter, this.image),
            h("div.words", {}, this.parts.name, this.parts.detail, foot),
        );
        this.stage.append(this.card);
    }

    show({
        name = "",
        detail = "",
        price = "",
        before = "",
        call = "",
        picture = "",
        side = "left",
        accent = "#ff9f1c",
    }) {
        this.stage.dataset.side = side === "right" ? "right" : "left";
        this.stage.style.setProperty("--accent", accent);
        this.card.dir = directionOf(name);
        fit(this.parts.name, name, [4.4, 3.7, 3.1], 2);
        fit(this.parts.detail, detail, [2.6, 2.3], 2);
        this.parts.price.textContent = price;
        this.parts.before.textContent = before;
        for (const one of [this.parts.price, this.parts.before])
            Object.assign(one, { hidden: !one.textContent, dir: "auto" });
        fit(this.parts.call, call, [2.6, 2.3, 2.1], 1);
        this.letter.textContent = [...name.trim()][0]?.toUpperCase() ?? "";
        if (this.image.getAttribute("src") !== picture) {
            this.image.hidden = true;
            if (picture) this.image.setAttribute("src", picture);
            else this.image.removeAttribute("src");
        }
    }

    async customAction({ id }) {
        if (id !== "nudge") return super.customAction({ id });
        this.stage.classList.remove("nudge");
        void this.stage.offsetHeight;
        this.stage.classList.add("nudge");
        return { statusCode: 200 };
    }
}
