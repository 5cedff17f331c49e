/**
 * A live monitor: fragmented MP4 from a WebSocket into a video element, kept a tenth of a second behind.
 *
 * Its sound comes by another way (listener.js): in one buffer the pictures would wait for it. While somebody listens
 * the pictures, which nobody hears run slower or faster, go with the sound.
 */

import { gettext } from "../../i18n.js";
import { acks } from "../link/acks.js";
import { chase, FAR_S, fresh, NEAR_S, newest, trim } from "./chaser.js";
import { FINAL, waitMs } from "../link/link.js";
import { Listener, rateOf } from "./listener.js";
import { pace } from "./pacing.js";

const TICK_MS = 100;
const QUEUE_MOST = 90;
const KEEP_BEHIND_S = 6;
const SILENT_MS = 3000;
const ROOM_S = 0.02; // more, whenever the pictures that follow the sound run dry
const FARTHEST_S = 1; // behind what has come: then it is the sound that stands still
const EASE_PER_S = 0.02;

const Source = globalThis.ManagedMediaSource ?? globalThis.MediaSource;

export class MonitorPlayer {
  /** `say(words)` is told what is going on; null means that pictures move. */
  constructor(video, address, say, sound) {
    Object.assign(this, { video, address, say, sound });
    this.listener = null;
    this.attempt = 0;
    this.wanted = false;
    this.clear();
  }

  start() {
    if (this.wanted) return;
    this.wanted = true;
    if (!Source)
      return this.say(
        gettext("This browser cannot play live pictures. Use a current Chrome, Edge, Firefox or Safari."),
      );
    this.timer = setInterval(() => this.tick(), TICK_MS);
    this.connect();
    this.listener?.start(this.sound);
  }

  stop() {
    this.wanted = false;
    clearInterval(this.timer);
    const { socket } = this;
    this.socket = null;
    socket?.close();
    this.listener?.hangUp();
    this.clear();
    this.video.removeAttribute("src");
    this.video.load();
  }

  clear() {
    this.queue = [];
    this.buffer = null;
    this.media = null;
    this.needsKey = true;
    this.starved = false;
    this.memory = fresh;
    this.playing = false;
    this.heard = performance.now();
    this.ticked = performance.now();
  }

  connect() {
    if (!this.wanted) return;
    if (!this.playing) this.say(gettext("Connecting…"));
    const socket = new WebSocket(this.address);
    socket.binaryType = "arraybuffer";
    const acknowledge = acks((text) => socket.readyState === 1 && socket.send(text));
    socket.onmessage = ({ data }) => {
      acknowledge();
      if (this.socket === socket) this.hear(data);
    };
    socket.onclose = ({ code }) => {
      if (this.socket !== socket) return;
      this.playing = false;
      if (FINAL[code]) return this.say(FINAL[code]);
      this.say(gettext("No picture. Connecting again…"));
      setTimeout(() => this.connect(), waitMs(this.attempt++));
    };
    this.socket = socket;
    this.heard = performance.now();
  }

  hear(data) {
    this.heard = performance.now();
    if (typeof data === "string") {
      const { session, lost } = JSON.parse(data);
      if (session) this.begin(session);
      if (lost) this.needsKey = true;
      return;
    }
    this.take({ kind: String.fromCharCode(new Uint8Array(data, 0, 1)[0]), bytes: new Uint8Array(data, 1) });
  }

  /** Let the monitor be heard, or be silent again. To be called from a press: browsers play no sound without. */
  listen(on) {
    if (on === Boolean(this.listener)) return;
    this.listener?.stop();
    this.listener = on ? new Listener() : null;
    if (this.wanted) this.listener?.start(this.sound);
  }

  /** A session starts: the engine's clock begins anew, so the decoder does too. */
  begin(session) {
    this.attempt = 0;
    this.clear();
    this.first_s = session.first_frame / rateOf(session.rate ?? 30);
    const { mime } = session;
    if (!Source.isTypeSupported(mime)) return this.say(gettext("This browser cannot decode the monitor's pictures."));
    this.say(gettext("Waiting for the first picture…"));
    const media = new Source();
    this.media = media;
    this.video.disableRemotePlayback = true;
    media.addEventListener("sourceopen", () => this.open(media, mime), { once: true });
    if (this.url) URL.revokeObjectURL(this.url);
    this.url = URL.createObjectURL(media);
    this.video.src = this.url;
    this.video.onwaiting = () => (this.starved = true);
  }

  open(media, mime) {
    if (media !== this.media) return;
    media.duration = Infinity;
    const buffer = media.addSourceBuffer(mime);
    buffer.addEventListener("updateend", () => this.feed());
    this.buffer = buffer;
    this.feed();
  }

  take(fragment) {
    if (fragment.kind === "F" && this.needsKey) return;
    if (fragment.kind === "K") this.needsKey = false;
    this.queue.push(fragment);
    const { queue, dropped } = trim(this.queue, QUEUE_MOST);
    this.queue = queue;
    if (dropped && !queue.some(({ kind }) => kind === "K")) this.needsKey = true;
    this.feed();
  }

  /** Give the decoder everything that waits, in one piece. */
  feed() {
    if (!this.buffer || this.buffer.updating || !this.queue.length || this.media.readyState !== "open") return;
    const fragments = this.queue.map(({ bytes }) => bytes);
    this.queue = [];
    try {
      this.buffer.appendBuffer(joined(fragments));
    } catch {
      this.restart();
    }
  }

  tick() {
    const now = performance.now();
    const dt_s = (now - this.ticked) / 1000;
    this.ticked = now;
    if (this.video.error) return this.restart();
    if (this.playing && now - this.heard > SILENT_MS) this.fall(gettext("No picture for a while. Waiting…"));
    const stretch = this.buffer && newest(rangesOf(this.video.buffered));
    if (stretch) this.follow(stretch, dt_s);
  }

  follow({ start, end }, dt_s) {
    const { video } = this;
    const heard_s = this.listener?.heard_s ?? null;
    if (heard_s !== null && this.walkWith(heard_s - this.first_s, start, end, dt_s)) return;
    if (video.currentTime < start || video.currentTime > end) video.currentTime = Math.max(start, end - 0.08);
    const { memory, rate, jump_to_s } = chase(this.memory, {
      ahead_s: end - video.currentTime,
      starved: this.starved,
      dt_s,
    });
    this.memory = memory;
    this.starved = false;
    if (jump_to_s !== null) video.currentTime = end - jump_to_s;
    if (video.playbackRate !== rate) video.playbackRate = rate;
    this.keepPlaying(end);
  }

  /** Be at `goal`, the moment that is heard; false when it is not in the buffer. */
  walkWith(goal, start, end, dt_s) {
    const { video } = this;
    this.listener.makeRoom(this.starved ? ROOM_S : -EASE_PER_S * dt_s);
    this.starved = false;
    if (goal < start || goal < end - FARTHEST_S || goal > end + ROOM_S) return false;
    const rate = pace(video.currentTime - goal);
    if (rate === null) video.currentTime = goal;
    else if (video.playbackRate !== rate) video.playbackRate = rate;
    this.keepPlaying(end);
    return true;
  }

  keepPlaying(end) {
    const { video } = this;
    if (video.paused) video.play().catch(() => {});
    if (!this.playing && video.readyState >= 2) this.rise(end);
    this.forget(video.currentTime - KEEP_BEHIND_S);
  }

  forget(until) {
    const { buffered, updating } = this.buffer;
    if (!updating && this.media.readyState === "open" && buffered.length && until - buffered.start(0) > KEEP_BEHIND_S)
      this.buffer.remove(0, until);
  }

  /** The first picture: go to the newest one at once, there is nothing to look back at. */
  rise(end) {
    this.video.currentTime = end - (NEAR_S + FAR_S) / 2;
    this.playing = true;
    this.say(null);
  }

  fall(words) {
    this.playing = false;
    this.say(words);
  }

  /** The decoder gave up: begin again from a new connection. */
  restart() {
    const { socket } = this;
    this.clear();
    this.say(gettext("The picture broke. Starting again…"));
    socket?.close();
  }
}

function joined(pieces) {
  if (pieces.length === 1) return pieces[0];
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

function rangesOf(buffered) {
  return Array.from({ length: buffered.length }, (_, at) => [buffered.start(at), buffered.end(at)]);
}
