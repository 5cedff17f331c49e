/** The console's page: connect, hold the state, mount the panels. */

import { gettext } from "../i18n.js";
import { mountFrame } from "./frame/fitting.js";
import { Stops } from "./frame/stops.js";
import { createApi } from "./link/api.js";
import { editReaches, lockedWords } from "./link/air_lock.js";
import { mountCaptions } from "./captions/panel.js";
import { delayOf } from "./captions/words.js";
import { deskOf, modeOf, nothing, receive } from "./state/desk.js";
import { Frames, frameIn, SILENT_S } from "./link/frames.js";
import { Hand } from "./transport/hand.js";
import { Deck } from "./decks/deck.js";
import { documentsOf } from "./decks/documents.js";
import { mountDeck } from "./decks/panel.js";
import { Hands } from "./editor/hands.js";
import { Steps } from "./editor/steps.js";
import { Keyboard } from "./keyboard.js";
import { mountCaps } from "./keys/caps.js";
import { FINAL, Link } from "./link/link.js";
import { Looking } from "./link/looking.js";
import { Notices } from "./state/notices.js";
import { PressMarks } from "./link/press_marks.js";
import { Presses } from "./link/presses.js";
import { handsOf } from "./state/rights.js";
import { Store } from "./state/store.js";
import { lampsOf, partsOf } from "./state/tally.js";
import { Tiles } from "./widgets/tiles.js";
import { fraction } from "./state/words.js";
import { mountAlerts } from "./panels/alerts.js";
import { mountBanner } from "./panels/banner.js";
import { mountBar } from "./panels/bar.js";
import { mountLost } from "./panels/lost.js";
import { mountMacros } from "./macros/panel.js";
import { Recorder } from "./macros/recorder.js";
import { mountMonitors } from "./panels/monitors.js";
import { isRehearsal } from "./panels/rehearsal.js";
import { mountOverlays } from "./panels/overlays.js";
import { mountScenes } from "./panels/scenes.js";
import { mountSound } from "./panels/sound.js";
import { mountSources } from "./panels/sources.js";
import { mountStandby } from "./panels/standby.js";
import { mountTake } from "./panels/take.js";
import { mountRundown } from "./rundown/strip.js";
import { Coming, mountQuestion } from "../rundown/schedule/line.js";
import { mountTransport } from "./transport/panel.js";
import { mountTray } from "./panels/tray.js";
import { sheets } from "./sheets.js";

const PANELS = {
  monitors: mountMonitors, // they ask for their pictures at once
  question: mountQuestion,
  banner: mountBanner,
  bar: mountBar,
  rundown: mountRundown,
  take: mountTake,
  transport: mountTransport,
  deck: mountDeck,
  scenes: mountScenes,
  sources: mountSources,
  sound: mountSound,
  tray: mountTray,
  overlays: mountOverlays,
  captions: mountCaptions,
  macros: mountMacros,
  alerts: mountAlerts,
};

const PATIENCE_MS = 5000; // so long a first picture has the network to itself
const page = document.body;
const addresses = { ...page.dataset };
const EMPTY_SHOW = {
  name: addresses.name ?? "",
  canvas: { width: 1920, height: 1080, rate: "30" },
  sources: [],
  layouts: [],
  scenes: [],
  overlays: [],
};

/** What the panels look at: the state, and everything that follows from it. */
function viewOf(state, connected, why = "") {
  const show = partsOf(state.show ?? EMPTY_SHOW);
  const desk = deskOf({ ...state, show });
  const mode = modeOf({ connected, state, now_s: Date.now() / 1000 });
  const lamps = mode === "air" || mode === "lost" ? lampsOf(desk, show) : { program: new Set(), preview: new Set() };
  const [status, captions] = connected ? [state.status, state.captions] : [null, null];
  return {
    ...state,
    status,
    captions,
    delay_s: delayOf({ status, show }),
    connected,
    why,
    show,
    desk,
    mode,
    lamps,
    rehearsing: isRehearsal(state),
    silent: mode === "air" && frames.silent_s > SILENT_S,
    ...handsOf(state, mode),
  };
}

let state = nothing;
let connected = false;
const view = new Store(viewOf(state, connected));
const tiles = new Tiles();
const notices = new Notices();
const frames = new Frames();
const meters = { latest: null, at: 0 };

const link = new Link(socketAddress(addresses.socket), {
  tile: (tile) => tiles.receive(tile),
  connected: (up, why) => {
    connected = up;
    frames.forget();
    view.set(viewOf(state, connected, why));
    if (!up && !why) askWhy();
  },
  message: (message) => {
    frames.saw(frameIn(message), fraction(view.value.show.canvas.rate));
    if (message.type === "meters")
      return void Object.assign(meters, { latest: message.meters ?? message, at: performance.now() });
    state = receive(state, message);
    if (state.missed) return link.resync();
    view.set(viewOf(state, connected));
  },
});

/** A refused handshake says nothing to a page; the API says whether the sign-in has ended or the show is gone. */
async function askWhy() {
  try {
    await api.get("");
  } catch ({ status }) {
    const why = { 401: FINAL[4401], 403: FINAL[4401], 404: FINAL[4404] }[status];
    if (why && !connected) view.set(viewOf(state, connected, why));
  }
}

// An event knows when the hand came down, however busy the page was since.
const airLock = lockOf(addresses.show);
const pressed = new Store(null);
const presses = new Presses({
  link,
  view,
  frames,
  notices,
  locked: airLock,
  marks: new PressMarks({ line: (press) => pressed.set(press) }),
  pressed: () => globalThis.event?.timeStamp || performance.now(),
});
const recorder = new Recorder();
const ask = (verb, parts) => {
  recorder.heard(verb, parts);
  return presses.ask(verb, parts);
};

const edited = ({ on_air }) => on_air === "next_take" && notices.say(gettext("Saved. On air with the next take."));
const refuses = (...edit) => (airLock.value && editReaches(...edit, view.value) ? lockedWords() : "");
const api = createApi({ base: addresses.api, library: addresses.library, csrf: addresses.csrf, edited, refuses });
const models = createApi({ base: addresses.models, library: `${addresses.models}/upload`, csrf: addresses.csrf });
const files = createApi({ base: addresses.library, library: addresses.library, csrf: addresses.csrf });
const app = {
  recorder,
  view,
  ask,
  api,
  models,
  tiles,
  meters,
  notices,
  link,
  frames,
  addresses,
  socketAddress,
  locked: airLock,
  pressed,
  coming: new Coming({ view, entries: async () => (await api.get("schedule")).results }),
  hand: new Hand({ view, ask, frames, notices, airLock }),
  hands: new Hands({ tell: (message) => link.tell(message), view }),
  steps: new Steps({ api, notices, view }),
  deck: new Deck({ view, ask, notices, airLock, library: documentsOf({ view, api: files }) }),
};

const looking = new Looking(link);
app.looking = looking;
looking.tell();
link.connect();
for (const [name, mount] of Object.entries(PANELS)) mount(page.querySelector(`[data-panel="${name}"]`), app);
mountLost(app);
mountStandby(page.querySelector('[data-panel="take"]'), app);
notices.mount(page.querySelector("[data-notices]"));
mountFrame(page.querySelector("main.desk"), app);
new Stops(page).listen(); // before the desk's keys: an arrow in a panel is no nudge
new Keyboard(app).listen();
mountCaps(page, view);
app.steps.listen();

let before = "offline";
view.watch(
  (now) => [now.mode, now.live, now.editable],
  (mode, live, editable) => {
    page.dataset.mode = mode;
    for (const part of page.querySelectorAll("[data-needs='live']")) part.inert = !live;
    for (const part of page.querySelectorAll("[data-needs='editable']")) part.inert = !editable;
    if (mode !== "air") meters.latest = null;
    // Off air the last pictures stand until a show begins: what has no signal then has none.
    if (mode === "offline" || (before === "off" && mode !== "off")) tiles.clear();
    before = mode;
  },
);

setInterval(() => {
  link.check(state.link === "up");
  view.set(viewOf(state, connected, view.value.why));
}, 1000);
document.addEventListener("visibilitychange", () => looking.tell());

// What opens beside the desk is loaded after the first picture, or once it is known that there is none.
sheets.say = (words) => notices.say(words, "warning");
const pictured = new Promise((done) => {
  page.querySelector('[data-bus="program"] video').addEventListener("playing", done, { once: true });
  view.watch(
    ({ known, mode }) => [known && mode === "off"],
    (none) => none && done(),
  );
  setTimeout(done, PATIENCE_MS);
});
pictured.then(() => sheets.rest()).then(() => (page.dataset.whole = ""));

// A mouse press on a button focuses nothing, and takes the focus out of a text field: the next Space is to be CUT.
document.addEventListener("mousedown", (event) => {
  if (!event.target.closest("button") || event.target.closest("dialog:modal, [popover]")) return;
  event.preventDefault();
  document.activeElement?.blur();
});

function socketAddress(path) {
  const url = new URL(path, location.href);
  url.protocol = url.protocol.replace("http", "ws");
  return url.href;
}

/** The air lock belongs to this seat, not to the show: it is kept in this browser. */
function lockOf(show) {
  const key = `tally.lock.${show}`;
  const lock = new Store(localStorage.getItem(key) === "on");
  lock.watch(
    (on) => [on],
    (on) => localStorage.setItem(key, on ? "on" : "off"),
  );
  return lock;
}
