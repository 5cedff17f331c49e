/** The page of a show's rundowns: fetch, hold the state, mount the parts. */

import { gettext } from "../i18n.js";
import { Notices } from "../console/state/notices.js";
import { Store } from "../console/state/store.js";
import { mountCalendar } from "./calendar/week.js";
import { mountBars } from "./parts/bars.js";
import { mountBeside } from "./parts/beside.js";
import { mountDry } from "./parts/dry.js";
import { mountHead } from "./parts/head.js";
import { mountList } from "./parts/list.js";
import { mountPlaying } from "./parts/playing.js";
import { mountTools } from "./parts/tools.js";
import { Coming, mountQuestion } from "./schedule/line.js";
import { kept, NOTHING } from "./plain/selection.js";
import { Carry } from "./editing/carry.js";
import { DryRun } from "./editing/dry_run.js";
import { Edits } from "./editing/edits.js";
import { Fetched } from "./editing/fetched.js";
import { Others } from "./editing/others.js";
import { followShow } from "./editing/live.js";
import { rowsStore } from "./editing/rows.js";
import { Server } from "./editing/server.js";

const page = document.body;
const { api, library, csrf, run = "", socket, ...addresses } = page.dataset;
const notices = new Notices();
notices.mount(page.querySelector("[data-notices]"));

const work = new Store({
  id: run,
  row: null, // the show as it is stored
  runs: null, // the show's rundowns; null: not here yet
  entries: [], // of the show's schedule
  run: null, // as it is shown, with what is not saved yet
  saved: null, // as the server has it
  plan: null,
  problems: [],
  assets: new Map(),
  library: "loading",
  failed: "",
  dry: null, // a dry run, while one is looked at
  proposal: null,
  conflict: null,
  saving: false,
  look: { search: "", kind: "", only: "" },
  selection: NOTHING,
  tab: "list",
  sheet: null,
  asking: null,
});

const socketAddress = new URL(socket, location.href);
socketAddress.protocol = socketAddress.protocol.replace("http", "ws");
const show = followShow({ socket: socketAddress.href, notices, work });
const server = new Server({ base: api, library, csrf });
const fetched = new Fetched({ work, server });
const rows = rowsStore(work, show);
const others = new Others({ tell: show.tell, view: show.view, id: run });
others.keep();
const app = {
  ...show,
  work,
  rows,
  server,
  fetched,
  notices,
  others,
  dry: new DryRun({ work, server, playing: () => rows.value.playing }),
  addresses,
  carry: new Carry(),
  edits: new Edits({ work, server, notices, refresh: () => fetched.rundown(), plan: () => fetched.plan() }),
  set: (parts) => work.set({ ...work.value, ...parts }),
};

// The focus and the choice outlive what others remove from under them.
let before = [];
rows.watch(
  ({ order }) => [order],
  (order) => {
    const selection = kept(work.value.selection, before, order);
    before = order;
    app.set({ selection });
  },
);

app.coming = new Coming({
  view: show.view,
  entries: async () => {
    const entries = await server.all(`${api}schedule`);
    app.set({ entries });
    return entries;
  },
});

const PARTS = {
  question: mountQuestion,
  head: mountHead,
  playing: mountPlaying,
  dry: mountDry,
  tools: mountTools,
  bars: mountBars,
  list: mountList,
  calendar: mountCalendar,
  beside: mountBeside,
};
for (const [name, mount] of Object.entries(PARTS)) mount(page.querySelector(`[data-panel="${name}"]`), app);

const banner = page.querySelector("[data-panel='banner']");
show.view.watch(
  ({ connected, known, why }) => [connected, known, why],
  (connected, known, why) => {
    banner.hidden = connected || !known;
    banner.textContent =
      why || gettext("No connection to the server. What plays goes on; this page comes back by itself.");
  },
);

work.watch(
  ({ tab, id }) => [tab, id],
  (tab, id) => {
    page.querySelector("[data-panel='list']").hidden = tab !== "list" && Boolean(id);
    page.querySelector("[data-panel='calendar']").hidden = tab !== "calendar" || !id;
    page.toggleAttribute("data-open", Boolean(id));
  },
);
// What is open here is marked for others.
work.watch(
  ({ sheet }) => [sheet?.kind === "item" ? sheet.ids : null],
  (ids) => (ids ? others.take("sheet", ids) : others.letGo("sheet")),
);
// An answer to an edit plans only the next hours: the whole is asked for when the hand rests.
let resting = null;
work.watch(
  ({ saved }) => [saved?.revision],
  () => {
    clearTimeout(resting);
    resting = setTimeout(() => fetched.plan(), 400);
  },
);
// Another item on air, or another revision by another hand: what is planned has changed.
show.view.watch(
  ({ rundown }) => [rundown?.now?.occurrence, rundown?.revision],
  () => fetched.plan(),
);
fetched.begin();
