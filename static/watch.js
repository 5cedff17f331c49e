/** Plays the programme: hls.js where there is MSE, the browser's own HLS elsewhere. Always comes back by itself. */

import { gettext } from "./i18n.js";
import { START, isBehind, observe, stateOf, wordsOf } from "./watch_state.js";
import { nativeTracks, subtitleMenu } from "./watch_subtitles.js";

const LOOK_MS = 500;
const ASK_MS = 3000;

const page = document.body;
const [picture, words, more, lamp, sound, edge] = ["picture", "words", "more", "lamp", "sound", "edge"].map((id) =>
  document.getElementById(id),
);
const { playlist, master, key, about } = page.dataset;
const withKey = (path) => (key ? `${path}?key=${encodeURIComponent(key)}` : path);
const address = withKey(playlist);
const menu = subtitleMenu(document.getElementById("subtitles"));

let seen = START;
let rehearsed = false;
let player = null;
let askedAt = -ASK_MS;
let latest = ""; // the playlist as last read
let over = ""; // the playlist that has been played to its end
let source = withKey(master); // where there is none, the programme alone is played

/** A file of a private programme with its key: in a frame of another site no cookie brings it along. */
function keyed(url) {
  const whole = new URL(url, location.href);
  whole.searchParams.set("key", key);
  return whole.href;
}

/** The newest position that plays smoothly, in seconds. */
function liveEdge() {
  if (player?.liveSyncPosition) return player.liveSyncPosition;
  const { seekable } = picture;
  return seekable.length ? seekable.end(seekable.length - 1) - 6 : NaN;
}

/** Whether the programme is there, asked of the server; also what lets a private programme's cookie be set. */
async function ask() {
  askedAt = performance.now();
  try {
    const answer = await fetch(address, { cache: "no-store", credentials: "same-origin" });
    if (answer.status === 403) location.reload(); // the key has ended: the page says so
    const text = answer.ok ? await answer.text() : "";
    const ended = text.includes("#EXT-X-ENDLIST");
    latest = text;
    seen = observe(seen, { now: performance.now(), found: answer.ok, ended });
    if (answer.ok && !ended && !player && text !== over) start();
  } catch {
    // No server: what plays goes on from its buffer, and the next look asks again.
  }
  if (about) await askRehearsal();
}

/** Whether the show is rehearsed: said to those who may know, and to nobody else. */
async function askRehearsal() {
  try {
    const answer = await fetch(about, { cache: "no-store", credentials: "same-origin" });
    rehearsed = answer.ok && Boolean((await answer.json()).rehearsing);
  } catch {
    // What was known holds until the next look.
  }
}

function start() {
  const { Hls } = globalThis;
  seen = { ...START, found: true };
  if (Hls?.isSupported()) startHls(Hls);
  else if (picture.canPlayType("application/vnd.apple.mpegurl")) startNative();
  else words.textContent = gettext("This browser cannot play the programme");
  picture.play().catch(() => {});
}

function startHls(Hls) {
  player = new Hls({
    liveSyncDurationCount: 3,
    liveMaxLatencyDurationCount: 8,
    backBufferLength: 30,
    enableWorker: true,
    ...(key && { xhrSetup: (xhr, url) => xhr.open("GET", keyed(url)) }),
  });
  player.on(Hls.Events.ERROR, (_, error) => error.fatal && recover(Hls, error));
  player.on(Hls.Events.LEVEL_LOADED, (_, { details }) => (seen = { ...seen, ended: !details.live }));
  player.on(Hls.Events.SUBTITLE_TRACKS_UPDATED, (_, { subtitleTracks }) => menu.offer(subtitleTracks, turnTo));
  player.on(Hls.Events.SUBTITLE_TRACK_SWITCH, (_, { id }) => menu.turned(id));
  player.loadSource(source);
  player.attachMedia(picture);
}

const turnTo = (index) => {
  if (player && player.subtitleTrack !== index) player.subtitleTrack = index;
};

function startNative() {
  const forget = nativeTracks(picture, menu);
  player = {
    destroy: () => {
      forget();
      picture.removeAttribute("src");
    },
  };
  picture.src = source;
}

/** A broken picture is mended in place; anything else starts again once the playlist is there. */
function recover(Hls, error) {
  if (error.details === Hls.ErrorDetails.MANIFEST_LOAD_ERROR) source = address;
  if (error.type === Hls.ErrorTypes.MEDIA_ERROR) player.recoverMediaError();
  else stop();
}

function stop() {
  player?.destroy();
  player = null;
}

function look() {
  const now = performance.now();
  seen = observe(seen, {
    now,
    position: picture.currentTime,
    paused: picture.paused && !picture.ended && picture.readyState > 2,
  });
  const state = stateOf(seen, now);
  if (state !== "live" && state !== "paused" && now - askedAt > ASK_MS) ask();
  // A playlist that is over stays over for this player: a new one is made when the show begins again.
  if (state === "off" && player) {
    over = latest;
    stop();
  }
  show(state === "off" && rehearsed ? "rehearsal" : state);
}

function show(state) {
  const [lampWord, large, small] = wordsOf(state);
  if (page.dataset.state !== state) {
    page.dataset.state = state;
    [lamp.textContent, words.textContent, more.textContent] = [lampWord, large, small];
  }
  sound.hidden = !(picture.muted && state === "live");
  edge.hidden = !((state === "live" || state === "paused") && isBehind(picture.currentTime, liveEdge()));
}

sound.addEventListener("click", () => {
  picture.muted = false;
  picture.play().catch(() => {});
});
picture.addEventListener("ended", () => (seen = { ...seen, ended: true }));
edge.addEventListener("click", () => {
  picture.currentTime = liveEdge();
  picture.play().catch(() => {});
});

setInterval(look, LOOK_MS);
ask();
