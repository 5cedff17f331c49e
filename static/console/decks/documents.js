/** What the library knows of a show's documents: asked for once, and again while one is laid out. */

import { Store } from "../state/store.js";
import { documentOf, hasPages, stageOf } from "../state/deck.js";

const AGAIN_MS = 1000;
const AT_ONCE = 500;
const NONE = { asset: null, pages: [], error: "" };

/** A store of `Map(document → {asset, pages, error})`, kept by `view`. */
export function documentsOf({ view, api, later = (work, ms) => setTimeout(work, ms) }) {
  const known = new Store(new Map());
  const asked = new Set();
  const set = (id, value) => known.set(new Map(known.value).set(id, { ...NONE, ...known.value.get(id), ...value }));

  async function ask(id) {
    try {
      const asset = await api.get(`/${id}`);
      set(id, { asset, error: "" });
      if (stageOf(asset) === "converting") return void later(() => ask(id), AGAIN_MS);
      if (stageOf(asset) === "ready") set(id, { pages: await allPages(api, id) });
    } catch ({ message, status }) {
      set(id, { asset: null, error: status === 404 ? "" : message });
      if (status === 404 || status === 403) return;
      later(() => ask(id), 5 * AGAIN_MS);
    }
  }

  view.watch(
    ({ show }) => [show.sources],
    (sources) => {
      for (const id of sources.filter(hasPages).map(documentOf)) {
        if (!id || asked.has(id)) continue;
        asked.add(id);
        ask(id);
      }
    },
  );
  return known;
}

async function allPages(api, id) {
  const pages = [];
  for (;;) {
    const { results, next } = await api.get(`/${id}/pages?limit=${AT_ONCE}&offset=${pages.length}`);
    pages.push(...results);
    if (!next || !results.length) return pages;
  }
}
