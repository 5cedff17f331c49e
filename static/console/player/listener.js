/**
 * A monitor's sound: packets from a WebSocket of their own, played as soon as the network allows.
 *
 * It is not in the video element, where it would make the pictures wait; these follow it instead (`heard_s`).
 */

import { acks } from "../link/acks.js";
import { bestCodec, decoderFor } from "./decoders.js";
import { FINAL, waitMs } from "../link/link.js";
import { volume } from "./volume.js";
import { faded, Pacing, RATE, stretched } from "./pacing.js";

export const PICTURE_S = 0.06;
const PICTURE_MOST_S = 0.4;

export class Listener {
  /** `solo`: it is heard instead of those that are none. */
  constructor({ solo = false } = {}) {
    this.solo = solo;
    this.attempt = 0;
    this.picture_s = PICTURE_S;
  }

  /** Begin at a press, without which browsers play no sound. `address` lacks the codec. */
  async start(address) {
    this.address = address;
    if (!this.context) this.open();
    this.context.resume().catch(() => {}); // it was closed meanwhile
    this.codec ??= await bestCodec();
    if (this.address === address) this.connect();
  }

  open() {
    this.context = new AudioContext({ latencyHint: "interactive", sampleRate: RATE });
    this.out = new GainNode(this.context);
    this.out.connect(this.context.destination);
    this.ear = { context: this.context, gain: this.out.gain, solo: this.solo };
    volume.join(this.ear);
  }

  stop() {
    this.address = null;
    this.hangUp();
    volume.leave(this.ear);
    this.context?.close();
    this.context = null;
  }

  /** The moment of the show (seconds since its frame 0) that is heard now; null when there is none. */
  get heard_s() {
    return this.pacing && this.context ? this.pacing.at(this.context.currentTime - this.latency_s) : null;
  }

  /** How long the device takes from its clock to the ear. */
  get latency_s() {
    return this.context.outputLatency || this.context.baseLatency || 0;
  }

  /** Sound and pictures stay further behind, as when the pictures ran dry; or, with less than nothing, closer. */
  makeRoom(more_s) {
    this.picture_s = Math.max(PICTURE_S, Math.min(PICTURE_MOST_S, this.picture_s + more_s));
  }

  connect() {
    this.hangUp();
    const socket = new WebSocket(`${this.address}${this.codec}/`);
    socket.binaryType = "arraybuffer";
    const acknowledge = acks((text) => socket.readyState === 1 && socket.send(text));
    socket.onmessage = ({ data }) => {
      acknowledge();
      if (this.socket === socket) this.hear(data);
    };
    socket.onclose = ({ code }) => {
      if (this.socket !== socket || FINAL[code]) return;
      this.again = setTimeout(() => this.connect(), waitMs(this.attempt++));
    };
    this.socket = socket;
  }

  hangUp() {
    clearTimeout(this.again);
    const { socket, decoder } = this;
    this.socket = this.decoder = this.pacing = null;
    decoder?.close();
    socket?.close();
  }

  hear(data) {
    if (typeof data === "string") {
      const { session } = JSON.parse(data);
      if (session) this.begin(session);
    } else if (data.byteLength > 9 && this.decoder) {
      this.decoder.decode(Number(new DataView(data).getBigInt64(1)), new Uint8Array(data, 9));
    }
  }

  begin({ first_frame, rate }) {
    this.attempt = 0;
    this.decoder?.close();
    this.pacing = new Pacing();
    this.first_s = first_frame / rateOf(rate);
    this.last = [0, 0];
    const { socket } = this;
    const play = (at, channels) => this.play(at, channels);
    this.decoder = decoderFor(this.codec, play, () => this.socket === socket && this.connect());
  }

  play(at, channels) {
    const { context, pacing } = this;
    if (!context || !pacing || context.state !== "running") return;
    const packet = { at_s: this.first_s + at / RATE, count: channels[0].length, now_s: context.currentTime };
    const when = pacing.take({ ...packet, latency_s: this.latency_s, picture_s: this.picture_s });
    if (!when) return;
    const buffer = new AudioBuffer({ length: when.count, numberOfChannels: channels.length, sampleRate: RATE });
    channels.forEach((samples, channel) => {
      const fitting = stretched(samples, when.count, this.last[channel]);
      this.last[channel] = samples.at(-1);
      buffer.copyToChannel(when.fade ? faded(fitting) : fitting, channel);
    });
    const source = new AudioBufferSourceNode(context, { buffer });
    source.connect(this.out);
    source.start(when.start / RATE);
  }
}

/** "30000/1001" and "30" as a number. */
export function rateOf(text) {
  const [over, under = 1] = String(text).split("/").map(Number);
  return over / under;
}
