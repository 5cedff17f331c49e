/** The library beside the list: search it, drag from it into the list or the week, or press Add. */

import { gettext } from "../../i18n.js";
import { clipTime } from "../../console/state/time.js";
import { html, live, nothing } from "../lit.js";
import { isPlayable, kindWords } from "../plain/kinds.js";
import { insertItems, newItem } from "./making.js";
import { icon } from "./signs.js";

const SHOWN = 60; // more than anybody reads; the search finds the others

export function libraryOf(app) {
  const { assets, library, hunt = "" } = app.work.value;
  const words = hunt.toLowerCase().split(/\s+/).filter(Boolean);
  const says = ({ name }) => words.every((word) => name.toLowerCase().includes(word));
  const found = [...assets.values()].filter((one) => isPlayable(one) && says(one));
  return html`
    <header class="sheet-head">
      <h2>${gettext("Library")}</h2>
      ${
        app.addresses.files
          ? html`<a class="button quiet small" href=${app.addresses.files}>${gettext("Upload, sort…")}</a>`
          : html`<span class="dim">${assets.size || ""}</span>`
      }
      <button
        type="button"
        class="button quiet icon-only only-small"
        aria-label=${gettext("Close")}
        @click=${() => app.closeSheet()}
      >
        ${icon("close")}
      </button>
    </header>
    <input
      type="search"
      class="input library-search"
      placeholder=${gettext("Search the library")}
      aria-label=${gettext("Search the library")}
      .value=${live(hunt)}
      @input=${({ target }) => app.set({ hunt: target.value })}
    />
    <ul class="assets" ?inert=${!app.view.value.editable}>
      ${found.slice(0, SHOWN).map((one) => assetOf(app, one))}
    </ul>
    ${noteOf(app, { library, found, all: assets.size })}
  `;
}

function noteOf(app, { library, found, all }) {
  if (library === "loading") return html`<p class="dim beside-note">${gettext("Loading…")}</p>`;
  if (library !== "ready")
    return html`<p class="problem">${library}</p>
      <button type="button" class="button" @click=${() => app.fetched.assets()}>${gettext("Try again")}</button>`;
  if (!all)
    return html`<p class="dim beside-note">
      ${gettext("No file is in the library yet. Upload films, songs and pictures there; they appear here.")}
    </p>`;
  if (!found.length) return html`<p class="dim beside-note">${gettext("No file has such a name.")}</p>`;
  if (found.length > SHOWN)
    return html`<p class="dim beside-note">${gettext("There are more: search for a part of the name.")}</p>`;
  return nothing;
}

function assetOf(app, one) {
  const usable = one.state === "ready";
  const length = one.duration_s ? clipTime(one.duration_s) : kindWords(one.kind);
  return html`<li class="asset" data-asset=${usable ? one.id : nothing} data-state=${one.state} title=${one.name}>
    <span class="asset-picture" data-handle>${pictureOf(one)}</span>
    <span class="names"
      ><b>${one.name}</b
      ><span class="sub"
        >${usable ? length : one.state === "probing" ? gettext("is being looked at") : gettext("cannot be used")}</span
      ></span
    >
    <button
      type="button"
      class="button small icon-only"
      ?disabled=${!usable}
      aria-label=${`${gettext("Add")}: ${one.name}`}
      @click=${() => insertItems(app, [newItem(one)])}
    >
      ${icon("plus")}
    </button>
  </li>`;
}

function pictureOf({ thumbnail, kind }) {
  return thumbnail ? html`<img src=${thumbnail} alt="" loading="lazy" draggable="false" />` : icon(kind);
}

/** Files are drawn out of the library by hand. */
export function watchLibrary(root, app) {
  app.carry.from(root, ({ target }) => {
    const id = target.closest?.("[data-asset]")?.dataset.asset;
    const asset = id && app.view.value.editable ? app.work.value.assets.get(id) : null;
    return asset ? { load: { asset }, words: asset.name } : null;
  });
}
