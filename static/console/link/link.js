/** The console's one connection. It never queues: what cannot be sent now is refused now. */

import { gettext } from "../../i18n.js";
import { told } from "../state/told.js";
import { acks } from "./acks.js";

const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 2000;
const ANSWER_MS = 5000;
const SILENT_MS = 4000;

/** Why the server closes for good: trying again would not help. */
export const FINAL = {
  4401: gettext("You are signed out. Sign in again, then come back to this page."),
  4403: gettext("Your account may not see this show."),
  4404: gettext("This show does not exist any more."),
};

/** How long to wait before attempt `n` (from 0), with a little chance so that consoles do not return in step. */
export function waitMs(attempt, chance = Math.random()) {
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt) * (0.75 + chance / 2);
}

/** A binary message `T`: one byte length, source id, JPEG. */
export function readTile(buffer) {
  const bytes = new Uint8Array(buffer);
  const length = bytes[1];
  const source = new TextDecoder().decode(bytes.subarray(2, 2 + length));
  return { source, jpeg: bytes.subarray(2 + length) };
}

export class Refused extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

export class Link {
  /** `on` has `message(value)`, `tile({source, jpeg})` and `connected(bool, why)`. */
  constructor(
    address,
    on,
    { open = (url) => new WebSocket(url), later = (work, ms) => setTimeout(work, ms), now = () => Date.now() } = {},
  ) {
    Object.assign(this, { address, on, open, later, now });
    this.socket = null;
    this.attempt = 0;
    this.pending = new Map();
    this.watching = null;
    this.heard = 0;
    this.next = 0;
    this.turn = 0;
    this.prefix = Math.random().toString(36).slice(2, 10);
  }

  connect() {
    const socket = this.open(this.address);
    socket.binaryType = "arraybuffer";
    this.socket = socket;
    this.heard = this.now();
    const acknowledge = acks((text) => socket.readyState === 1 && socket.send(text));
    socket.onmessage = ({ data }) => {
      acknowledge();
      this.#hear(data);
    };
    socket.onopen = () => {
      // What an earlier socket of this page had not delivered is void from here on.
      socket.send(JSON.stringify({ type: "seat", seat: this.prefix, turn: ++this.turn }));
      if (this.watching) socket.send(JSON.stringify(this.watching));
    };
    socket.onclose = ({ code }) => this.socket === socket && this.#lost(code);
  }

  get up() {
    return this.socket?.readyState === 1;
  }

  /** Throw this connection away and take a fresh snapshot. */
  resync() {
    const old = this.socket;
    this.#lost();
    old?.close();
  }

  /** Called now and then: a connection that has gone silent is as good as lost. */
  check(expected) {
    if (expected && this.up && this.now() - this.heard > SILENT_MS) this.resync();
  }

  /** Say which live data this page looks at. */
  watch(wishes) {
    this.watching = { type: "watch", ...wishes };
    if (this.up) this.socket.send(JSON.stringify(this.watching));
  }

  /** Say something that nobody answers; without a connection it is not said. */
  tell(message) {
    if (this.up) this.socket.send(JSON.stringify(message));
  }

  /** Ask for something; answers with the frame it happened on. Rejects with Refused. */
  command(verb, parts = {}) {
    if (!this.up) return Promise.reject(new Refused("offline", gettext("Not connected: nothing was sent.")));
    const id = `${this.prefix}-${++this.next}`;
    this.socket.send(JSON.stringify({ type: "command", id, verb, ...parts }));
    return new Promise((resolve, reject) => {
      this.pending.set(id, { resolve, reject });
      this.later(
        () =>
          this.#give(
            id,
            new Refused("no_answer", gettext("The mixer did not answer in five seconds; it will not happen later.")),
          ),
        ANSWER_MS,
      );
    });
  }

  #hear(data) {
    this.heard = this.now();
    if (typeof data !== "string") return this.on.tile(readTile(data));
    const message = JSON.parse(data);
    if (message.type === "snapshot") {
      this.attempt = 0;
      this.on.connected(true);
    }
    if (message.type !== "answer") return this.on.message(message);
    this.#give(
      message.id,
      message.ok ? message : new Refused(message.code, message.error ? told(message.error) : gettext("Refused.")),
    );
  }

  #give(id, result) {
    const waiting = this.pending.get(id);
    if (!waiting) return;
    this.pending.delete(id);
    result instanceof Error ? waiting.reject(result) : waiting.resolve(result);
  }

  #lost(code) {
    this.socket = null;
    this.on.connected(false, FINAL[code] ?? "");
    for (const id of [...this.pending.keys()]) {
      this.#give(
        id,
        new Refused("offline", gettext("The connection was lost before an answer came: look at program.")),
      );
    }
    if (!FINAL[code]) this.later(() => this.socket ?? this.connect(), waitMs(this.attempt++));
  }
}
