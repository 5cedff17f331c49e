/** The rows as they follow from what was fetched, what is on air and what is searched for; made anew only then. */

import { Store } from "../../console/state/store.js";
import { airingAt } from "../plain/dry.js";
import { filtered, rowsOf } from "../plain/rows.js";

/** A store of `{all, shown, order, byId, ids}`: `order` are the ids of the whole rundown, `ids` of what is shown. */
export function rowsStore(work, { view }) {
  const store = new Store(EMPTY);
  const known = () => ({ assets: work.value.assets, show: view.value.show, runs: work.value.runs });
  const make = () => {
    const { run, problems, look, id, dry } = work.value;
    if (!run) return store.set(EMPTY);
    const playing = view.value.rundown?.rundown === id ? view.value.rundown : null;
    const { plan, ...at } = dry?.plan ? dryAt(dry) : nowAt(work.value.plan, playing);
    const all = rowsOf(run.items, { plan: plan && { ...plan, problems }, known: known(), ...at });
    const shown = filtered(all, look);
    const order = all.map((row) => row.id);
    const same = order.length === store.value.order.length && order.every((one, at) => one === store.value.order[at]);
    store.set({
      all,
      shown,
      order: same ? store.value.order : order,
      ids: shown.map((row) => row.id),
      byId: new Map(all.map((row) => [row.id, row])),
      playing,
    });
  };
  work.watch(
    ({ run, plan, problems, look, assets, runs, dry }) => [run, plan, problems, look, assets, runs, dry],
    make,
  );
  view.watch(
    ({ rundown, show }) => [rundown?.now?.occurrence, rundown?.now?.item, rundown?.rundown, rundown?.round, show],
    make,
  );
  return store;
}

function nowAt(plan, playing) {
  const last_round = Boolean(playing) && playing.rounds > 0 && playing.round >= playing.rounds;
  return { plan, playing: playing?.now, now_ms: Date.now(), last_round };
}

/** In a dry run nothing has aired yet, and what would be on is marked. */
function dryAt({ plan, at_ms }) {
  return { plan, playing: airingAt(plan.occurrences, at_ms).now, now_ms: at_ms };
}

const EMPTY = { all: [], shown: [], order: [], ids: [], byId: new Map(), playing: null };
