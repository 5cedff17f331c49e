/** A presenter's page: a deck's current page, the next one, the notes, and two buttons for a thumb. */

import { gettext, interpolate } from "../i18n.js";
import { ahead, ENDED, ledTo, pageOf, seen, START, turnFor, waitMs } from "./state.js";

const LARGE = 1280;
const SMALL = 320;
const ANSWER_MS = 6000;
const body = document.body;
const find = (id) => document.getElementById(id);
const parts = Object.fromEntries(
  ["count", "lamp", "current", "words", "next", "next-words", "notes", "notice", "previous", "forward"].map((id) => [
    id,
    find(id),
  ]),
);

let state = START;
let socket = null;
let attempt = 0;
let turns = 0;
let noticing = null;
let unanswered = null;

function set(news) {
  state = { ...state, ...news };
  show(seen(state));
}

// -- what is seen ---------------------------------------------------------------------------------

function show(now) {
  body.dataset.state = now.word;
  parts.lamp.textContent = now.lamp;
  parts.count.textContent = now.count;
  parts.words.textContent = now.words;
  parts["next-words"].textContent = now.nextWords;
  showNotes(now.notes, now.word);
  picture(parts.current, now.page, LARGE, now.title || interpolate(gettext("Page %(page)s"), now));
  picture(parts.next, now.next, SMALL, "");
  parts.previous.disabled = !now.canGoBack;
  parts.forward.disabled = !now.canGoOn;
  if (now.count) for (const page of ahead(now.page, Number(now.count.split(" / ")[1]))) fetchAhead(page);
}

function showNotes(notes, word) {
  const live = word === "air" || word === "ready";
  parts.notes.dataset.empty = notes === "";
  const words = notes || (live ? gettext("No notes for this page.") : "");
  if (parts.notes.textContent === words) return;
  parts.notes.textContent = words;
  parts.notes.scrollTop = 0;
}

/** `v` is the document: a browser must not show pages of the one before. */
const addressOf = (page, width) => `${body.dataset.pages}/${page}/${width}.jpg?v=${state.document.document}`;

function picture(image, page, width, words) {
  const there = page !== null && state.document.document !== "";
  image.hidden = !there;
  const address = there ? addressOf(page, width) : "";
  if (image.dataset.address === address) return;
  image.dataset.address = address;
  image.alt = words;
  if (there) image.src = address;
  else image.removeAttribute("src");
}

const fetched = new Set();

function fetchAhead(page) {
  const address = addressOf(page, LARGE);
  if (!state.document.document || fetched.has(address)) return;
  fetched.add(address);
  new Image().src = address;
}

function notice(words) {
  clearTimeout(noticing);
  parts.notice.textContent = words;
  parts.notice.hidden = words === "";
  if (words) noticing = setTimeout(() => notice(""), 5000);
}

// -- what is heard --------------------------------------------------------------------------------

function connect() {
  const address = new URL(body.dataset.socket, location.href);
  address.protocol = address.protocol.replace("http", "ws");
  socket = new WebSocket(address);
  socket.addEventListener("message", ({ data }) => hear(JSON.parse(data)));
  socket.addEventListener("close", ({ code }) => lost(code));
}

function hear(message) {
  if (message.type === "deck") hearDeck(message);
  else if (message.type === "answer") hearAnswer(message);
}

function hearDeck(deck) {
  attempt = 0;
  const changed = deck.document !== state.document.document || !state.deck;
  const reached = state.asked === null || deck.page === state.asked || !deck.on_air;
  if (reached) clearTimeout(unanswered);
  set({ connected: true, deck, asked: reached ? null : state.asked });
  if (changed) readDocument();
}

function hearAnswer({ ok, error, code }) {
  if (ok) return;
  set({ asked: null });
  notice(code === "busy" ? gettext(error) : interpolate(gettext("Not turned: %(why)s"), { why: gettext(error) }));
}

function lost(code) {
  if (ENDED[code]) return set({ connected: false, ended: ENDED[code], deck: null });
  set({ connected: false, asked: null });
  setTimeout(connect, waitMs(attempt++));
}

async function readDocument() {
  try {
    const response = await fetch(body.dataset.pages, { cache: "no-store" });
    if (response.ok) set({ document: await response.json() });
  } catch {
    // the socket says soon enough that the server is away, and asks again when it is back
  }
}

// -- what is pressed ------------------------------------------------------------------------------

function turn(go) {
  const now = seen(state);
  const to = ledTo(go, pageOf(state), now.count ? Number(now.count.split(" / ")[1]) : 0);
  if (to === null || socket?.readyState !== WebSocket.OPEN) return;
  turns += 1;
  const id = String(turns);
  // Steps say "next", so that a page that comes by itself meanwhile is not turned back.
  socket.send(JSON.stringify({ type: "turn", id, go }));
  clearTimeout(unanswered);
  unanswered = setTimeout(() => set({ asked: null }), ANSWER_MS);
  set({ asked: to });
}

parts.previous.addEventListener("click", () => turn("previous"));
parts.forward.addEventListener("click", () => turn("next"));
document.addEventListener("keydown", (event) => {
  const go = turnFor(event);
  const scrolls = event.target === parts.notes && event.key.startsWith("Arrow");
  const presses = event.target.closest("button") && event.code === "Space";
  if (!go || event.repeat || scrolls || presses) return;
  event.preventDefault();
  turn(go);
});
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && socket?.readyState === WebSocket.CLOSED && !state.ended) attempt = 0;
});

/** A phone that sleeps in the middle of a talk would lose its place in the notes. */
async function stayAwake() {
  try {
    await navigator.wakeLock?.request("screen");
  } catch {
    // low battery, or not allowed: then not
  }
}
document.addEventListener("pointerdown", stayAwake, { once: true });

connect();
