/** What an item is of: a file with its in and out, a source, a scene, another rundown, or the spots of a break. */

import { gettext } from "../../i18n.js";
import { html, nothing } from "../lit.js";
import { typedText, secondsOf } from "../plain/moments.js";
import { isPlayable, nameOf } from "../plain/kinds.js";
import { labelled, selectOf } from "./fields.js";
import { icon } from "./signs.js";

export function contentFields(form) {
  const content = form.value("content");
  if (content.kind === "break") return spots(form, content);
  return html`${contentChoice(form, "content", gettext("Plays"))}
  ${
    isDocument(form, content)
      ? html`<div class="columns">
          ${paged(form, content, "page", gettext("First page"), 1)}
          ${paged(form, content, "advance_s", gettext("Next page after, s"), 0)}
        </div>`
      : content.kind === "asset"
        ? html`<div class="columns">
            ${marked(form, content, "in_s", gettext("From"), gettext("Its beginning"))}
            ${marked(form, content, "out_s", gettext("To"), gettext("Its end"))}
          </div>`
        : nothing
  }`;
}

/** Everything that an item may be of, in one list; `first` are choices before them, such as none at all. */
export function contentChoice(form, name, words, first = []) {
  const content = form.value(name);
  const kinds = {
    asset: form.assets.filter(isPlayable),
    source: form.show.sources,
    scene: form.show.scenes,
    rundown: form.runs ?? [],
  };
  const titles = {
    asset: gettext("Files"),
    source: gettext("Sources"),
    scene: gettext("Scenes"),
    rundown: gettext("Rundowns"),
  };
  const now = content ? `${content.kind} ${content[content.kind]}` : "";
  const take = ({ target }) => {
    const [kind, id] = target.value.split(" ");
    form.set(name, kind ? { kind, [kind]: id, ...(kind === "asset" ? { in_s: 0, out_s: 0 } : {}) } : null);
  };
  const gone = content && !kinds[content.kind]?.some(({ id }) => id === content[content.kind]);
  return labelled(
    words,
    html`<select class="input" @change=${take}>
      ${content === undefined ? html`<option selected disabled>${gettext("several values")}</option>` : nothing}
      ${first.map(([key, say]) => option(key, say, now === key && content !== undefined))}
      ${gone ? html`<option selected disabled>${gettext("something that is gone")}</option>` : nothing}
      ${Object.entries(kinds).map(([kind, rows]) =>
        rows.length
          ? html`<optgroup label=${titles[kind]}>
              ${rows.map((one) => option(`${kind} ${one.id}`, one.name, now === `${kind} ${one.id}`))}
            </optgroup>`
          : nothing,
      )}
    </select>`,
  );
}

const option = (key, words, chosen) => html`<option value=${key} ?selected=${chosen}>${words}</option>`;

export const assetChoices = ({ assets }, kind) =>
  assets.filter((one) => one.kind === kind).map(({ id, name }) => [id, name]);

const isDocument = ({ assets }, { asset }) => assets.some(({ id, kind }) => id === asset && kind === "document");

/** A number of a document: where it begins, or how long a page stays (0: until a hand turns it). */
function paged(form, content, name, words, least) {
  const take = ({ target }) => form.set("content", { ...content, [name]: Math.max(least, Number(target.value)) });
  const value = String(content[name] ?? least);
  return labelled(words, html`<input class="input" type="number" min=${least} .value=${value} @change=${take} />`);
}

function marked(form, content, name, words, usual) {
  const take = ({ target }) => {
    const seconds = target.value.trim() === "" ? 0 : secondsOf(target.value);
    const now = { ...content, [name]: seconds ?? 0 };
    const order = now.out_s && now.out_s - now.in_s < 1 ? gettext("From and To must be at least a second apart.") : "";
    form.set("content", now, seconds === null ? gettext("From, To: expected 90, 1:30 or 1:02:03.") : order);
  };
  return labelled(
    words,
    html`<input
      class="input"
      placeholder=${usual}
      .value=${content[name] ? typedText(content[name]) : ""}
      @change=${take}
    />`,
  );
}

function spots(form, content) {
  const files = form.assets.map(({ id, name }) => [id, name]);
  const words = gettext("Spots: all of them play, or none");
  return spotList(form, content.items, (items) => form.set("content", { ...content, items }), { words, files });
}

/** The spots of a break: in order, each can be moved up or taken out; one more comes from the library. */
export function spotList(form, items, put, { words, files, least = 1 }) {
  const known = { assets: new Map(form.assets.map((one) => [one.id, one])), show: form.show, runs: form.runs };
  const up = (at) =>
    put(items.map((one, index, all) => (index === at - 1 ? all[at] : index === at ? all[at - 1] : one)));
  const without = (at) => put(items.filter((_, index) => index !== at));
  const add = ({ target }) => {
    put([...items, { content: { kind: "asset", asset: target.value, in_s: 0, out_s: 0 } }]);
    target.selectedIndex = 0;
  };
  const line = (item, at) =>
    html`<li>
      <span>${nameOf(item, known)}</span>
      <button
        type="button"
        class="button small icon-only"
        ?disabled=${at === 0}
        aria-label=${gettext("Up")}
        @click=${() => up(at)}
      >
        ↑
      </button>
      <button
        type="button"
        class="button small icon-only"
        ?disabled=${items.length <= least}
        aria-label=${gettext("Take out")}
        @click=${() => without(at)}
      >
        ${icon("close")}
      </button>
    </li>`;
  return html`<div class="field">
    <span class="label">${words}</span>
    <ol class="spots">
      ${items.map(line)}
    </ol>
    ${selectOf([["", gettext("One more…")], ...files], "", add)}
  </div>`;
}
