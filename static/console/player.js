/**
 * A live monitor: fragmented MP4 from a WebSocket into a video element, kept a tenth of a second behind.
 *
 * A buffer ends where the shorter of its tracks does, and sound is encoded later than pictures: while the video is
 * muted its sound is left out.
 */

import { acks } from "./acks.js";
import { chase, FAR_S, fresh, NEAR_S, newest, trim } from "./chaser.js";
import { FINAL, waitMs } from "./link.js";
import { joined, silent, silentType, soundTracks, trackOfFragment } from "./mp4.js";

const TICK_MS = 100;
const QUEUE_MOST = 90;
const KEEP_BEHIND_S = 6;
const SILENT_MS = 3000;

const Source = globalThis.ManagedMediaSource ?? globalThis.MediaSource;

export class MonitorPlayer {
  /** `say(words)` is told what is going on; null means that pictures move. */
  constructor(video, address, say) {
    Object.assign(this, { video, address, say });
    this.attempt = 0;
    this.wanted = false;
    this.clear();
    video.addEventListener("volumechange", () => this.listen(!video.muted));
  }

  start() {
    if (this.wanted) return;
    this.wanted = true;
    if (!Source) return this.say("This browser cannot play live pictures. Use a current Chrome, Edge, Firefox or Safari.");
    this.timer = setInterval(() => this.tick(), TICK_MS);
    this.connect();
  }

  stop() {
    this.wanted = false;
    clearInterval(this.timer);
    const { socket } = this;
    this.socket = null;
    socket?.close();
    this.clear();
    this.video.removeAttribute("src");
    this.video.load();
  }

  clear() {
    this.queue = [];
    this.hears = false;
    this.leftOut = [];
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
    if (!this.playing) this.say("Connecting…");
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
      this.say("No picture. Connecting again…");
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
    const kind = String.fromCharCode(new Uint8Array(data, 0, 1)[0]);
    const bytes = new Uint8Array(data, 1);
    if (kind === "I") this.take({ kind, bytes: this.introduced(bytes) });
    else if (!this.leftOut.length || !this.leftOut.includes(trackOfFragment(bytes))) this.take({ kind, bytes });
  }

  /** The init as this player plays it, which decides on the tracks that are left out from now on. */
  introduced(init) {
    this.leftOut = this.hears ? [] : soundTracks(init);
    return this.hears ? init : silent(init);
  }

  /** Take the sound in, or leave it out: a new connection brings the newest keyframe with what it needs. */
  listen(on) {
    if (on === this.hears || this.socket?.readyState !== 1) return;
    const { socket } = this;
    this.connect();
    socket.close();
  }

  /** A session starts: the engine's clock begins anew, so the decoder does too. */
  begin(session) {
    this.attempt = 0;
    this.clear();
    this.hears = !this.video.muted;
    const mime = this.hears ? session.mime : silentType(session.mime);
    if (!Source.isTypeSupported(mime)) return this.say("This browser cannot decode the monitor's pictures.");
    this.say("Waiting for the first picture…");
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
    if (this.playing && now - this.heard > SILENT_MS) this.fall("No picture for a while. Waiting…");
    const stretch = this.buffer && newest(rangesOf(this.video.buffered));
    if (stretch) this.follow(stretch, dt_s);
  }

  follow({ start, end }, dt_s) {
    const { video } = this;
    if (video.currentTime < start || video.currentTime > end) video.currentTime = Math.max(start, end - 0.08);
    const { memory, rate, jump_to_s } = chase(this.memory, { ahead_s: end - video.currentTime, starved: this.starved, dt_s });
    this.memory = memory;
    this.starved = false;
    if (jump_to_s !== null) video.currentTime = end - jump_to_s;
    if (video.playbackRate !== rate) video.playbackRate = rate;
    if (video.paused) video.play().catch(() => {});
    if (!this.playing && video.readyState >= 2) this.rise(end);
    this.forget(video.currentTime - KEEP_BEHIND_S);
  }

  forget(until) {
    const { buffered, updating } = this.buffer;
    if (!updating && this.media.readyState === "open" && buffered.length && until - buffered.start(0) > KEEP_BEHIND_S) this.buffer.remove(0, until);
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
    this.say("The picture broke. Starting again…");
    socket?.close();
  }
}

function rangesOf(buffered) {
  return Array.from({ length: buffered.length }, (_, at) => [buffered.start(at), buffered.end(at)]);
}
