/** What the shipped graphics share: OGraf's methods over a picture that CSS moves. */

const ARABIC_OR_HEBREW = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;
const LETTER = /\p{L}/u;

const BASE = `
  :host { display: block; position: absolute; inset: 0; overflow: hidden; }
  .stage {
    position: absolute; inset: 0; container-type: size;
    font-family: "Inter", "Noto Sans", "Liberation Sans", "DejaVu Sans", "Noto Sans Arabic", "Noto Sans CJK SC", sans-serif;
    color: #f6f7f9; -webkit-font-smoothing: antialiased; text-rendering: geometricPrecision;
    --ease: cubic-bezier(0.2, 0.8, 0.2, 1); --leave: cubic-bezier(0.6, 0, 0.8, 0.3);
    --ground: rgba(14, 17, 22, 0.94); --line: rgba(255, 255, 255, 0.12); --soft: rgba(246, 247, 249, 0.72);
  }
  .stage.still, .stage.still * { transition: none !important; animation: none !important; }
  .fits { overflow-wrap: anywhere; line-height: 1.18; }
  .clamped { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: var(--lines, 2); overflow: hidden; }
  [hidden] { display: none !important; }
`;

/** An element: `h("div.name", {attributes}, …children)`. */
export function h(kind, attributes = {}, ...children) {
    const [tag, ...classes] = kind.split(".");
    const element = document.createElement(tag);
    element.className = classes.join(" ");
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
}

/** Which way a text runs, by its first letter. */
export function directionOf(text) {
    const letter = [...String(text ?? "")].find((sign) => LETTER.test(sign));
    return letter && ARABIC_OR_HEBREW.test(letter) ? "rtl" : "ltr";
}

/** Put a text in, as large as `sizes` (in % of the height, largest first) let it stand within so many lines. */
export function fit(element, text, sizes, lines) {
    element.textContent = text;
    element.hidden = !text;
    element.setAttribute("dir", "auto");
    element.style.setProperty("--lines", lines);
    element.classList.add("fits");
    element.classList.remove("clamped");
    for (const size of sizes) {
        element.style.fontSize = `${size}cqh`;
        const line = parseFloat(getComputedStyle(element).lineHeight);
        if (element.scrollHeight <= line * lines + 2 && element.scrollWidth <= element.clientWidth + 1) return;
    }
    element.classList.add("clamped");
}

export class Graphic extends HTMLElement {
    static css = "";
    static steps = 1;

    #data = {};
    #step = undefined;
    stage = h("div.stage", { "data-on": "no" });

    /** Make what is always there; `this.stage` is empty. */
    build() {}
    /** Show data; `still` where nothing is to move. */
    show() {}

    async load({ data }) {
        const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
        root.replaceChildren(h("style", {}, BASE + this.constructor.css), this.stage);
        this.build();
        this.#data = { ...data };
        await document.fonts.ready;
        this.#still(() => this.show(this.#data));
        return { statusCode: 200 };
    }

    async dispose() {
        this.shadowRoot?.replaceChildren();
        return { statusCode: 200 };
    }

    async updateAction({ data, skipAnimation }) {
        this.#data = { ...this.#data, ...data };
        this.#moved(skipAnimation || this.#step === undefined, () => this.show(this.#data));
        return { statusCode: 200 };
    }

    async playAction({ delta, goto, skipAnimation } = {}) {
        const target = goto ?? (this.#step ?? -1) + (delta ?? 1);
        if (target >= this.constructor.steps) {
            await this.stopAction({ skipAnimation });
            return { statusCode: 200, currentStep: undefined };
        }
        const again = this.#step !== undefined && target <= this.#step;
        if (again) this.#still(() => this.#stand("no", 0));
        this.#step = Math.max(0, target);
        await this.#moved(skipAnimation, () => this.#stand("yes", this.#step));
        return { statusCode: 200, currentStep: this.#step };
    }

    async stopAction({ skipAnimation } = {}) {
        this.#step = undefined;
        await this.#moved(skipAnimation, () => (this.stage.dataset.on = "no"));
        return { statusCode: 200 };
    }

    async customAction() {
        return { statusCode: 404, statusMessage: "this graphic has no such action" };
    }

    #stand(on, step) {
        this.stage.dataset.on = on;
        this.stage.dataset.step = step;
    }

    #still(change) {
        this.stage.classList.add("still");
        change();
        void this.stage.offsetHeight;
        this.stage.classList.remove("still");
    }

    #moved(still, change) {
        if (still) return this.#still(change);
        change();
        const moving = this.stage.getAnimations({ subtree: true }).map(({ finished }) => finished);
        return Promise.allSettled(moving);
    }
}
