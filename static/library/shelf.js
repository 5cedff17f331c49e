/** What is looked at: a place, words, the files found there, and the one that is chosen. Panels watch it. */

import { listOf, named, PAGE } from "./query.js";
import { isBusy } from "./words.js";

const LOOK_AGAIN_MS = 1500;
const ELSEWHERE = { files: [], count: 0, chosen: null };

export function createShelf(api, addresses) {
  const may = Boolean(addresses.library);
  const start = may ? { folder: null } : { recordings: true, show: addresses.show ?? "" };
  const state = {
    place: start, search: "", kind: "", order: "newest", files: [], count: 0, folders: [], shows: [], chosen: null,
    loading: true, problem: "",
  }; // prettier-ignore
  const watchers = new Set();
  let turn = 0;
  let timer = null;

  const tell = () => watchers.forEach((watch) => watch(state));
  const change = (values) => {
    Object.assign(state, values);
    tell();
  };

  /** One page of what is looked at; null where something else is looked at by now. */
  async function page(offset) {
    const mine = (turn += offset ? 0 : 1);
    const source = state.place.recordings ? api.recordings : api.files;
    const { results, count } = await source.get(listOf(state, offset));
    return mine === turn ? { results, count } : null;
  }

  async function refresh({ folders = true } = {}) {
    clearTimeout(timer);
    try {
      const [found] = await Promise.all([page(0), folders && may && readFolders()]);
      if (!found) return;
      const files = state.place.recordings ? named(found.results, state.search) : found.results;
      change({ files, count: state.place.recordings ? files.length : found.count, loading: false, problem: "" });
    } catch (error) {
      change({ loading: false, problem: error.message });
    }
    lookAgain();
  }

  async function readFolders() {
    state.folders = (await api.files.get("/folders")).folders;
  }

  /** What is still being looked at, or heard, is asked for again until that is done. */
  function lookAgain() {
    clearTimeout(timer);
    const busy = state.files.filter(isBusy).slice(0, 8);
    if (busy.length) timer = setTimeout(() => renew(busy), LOOK_AGAIN_MS);
  }

  async function renew(files) {
    const rows = await Promise.all(files.map(({ id }) => api.files.get(`/${id}`).catch(() => null)));
    const fresh = new Map(rows.filter(Boolean).map((row) => [row.id, row]));
    change({ files: state.files.map((one) => fresh.get(one.id) ?? one) });
    lookAgain();
  }

  return {
    state,
    may,
    refresh,
    watch(watch) {
      watchers.add(watch);
      watch(state);
    },
    /** Look elsewhere, or for other words. */
    async look(values) {
      change({ ...values, loading: true, ...("place" in values ? ELSEWHERE : {}) });
      await refresh({ folders: false });
    },
    async more() {
      const next = await page(state.files.length);
      if (next) change({ files: [...state.files, ...next.results], count: next.count });
      lookAgain();
    },
    hasMore: () => !state.place.recordings && state.files.length < state.count && state.files.length >= PAGE,
    choose: (id) => change({ chosen: id }),
    /** Every show there is to see, for the list of places. */
    async readShows() {
      change({ shows: (await api.shows.get("?limit=500")).results });
    },
    chosen: () => state.files.find(({ id }) => id === state.chosen) ?? null,
    /** Where new files come to lie. */
    folder: () => state.place.folder ?? "",
  };
}
