/** A view's one connection: parts that come whole, a beat each second, and nothing to send but what was read. */

import { gettext } from "../i18n.js";
import { acks } from "../console/link/acks.js";
import { readTile, waitMs } from "../console/link/link.js";

/** A connection that has said nothing for so long is as good as lost: a phone is not told that its network is gone. */
export const SILENT_MS = 3500;

/** Why the server closes for good: trying again would not help. */
export function ended(code, byLink) {
  if (code === 4401) return gettext("You are signed out. Sign in again, then come back to this page.");
  if (code === 4403 && !byLink) return gettext("Your account may not see this show.");
  if (code === 4403) return gettext("This link was revoked or has expired. Ask whoever sent it for a new one.");
  if (code === 4404) return gettext("This show does not exist any more.");
  if (code === 4430) return gettext("This link is open in too many places. Close one of them, then open it again.");
  return "";
}

export class ViewLink {
  /** `on` has `heard(message)`, `tile({source, jpeg})`, `lost()` and `ended(words)`. */
  constructor(
    address,
    byLink,
    on,
    { open = (url) => new WebSocket(url), later = (work, ms) => setTimeout(work, ms), now = () => Date.now() } = {},
  ) {
    Object.assign(this, { address, byLink, on, open, later, now, socket: null, attempt: 0, heard: 0, watching: null });
  }

  connect() {
    const socket = this.open(this.address);
    socket.binaryType = "arraybuffer";
    this.socket = socket;
    this.heard = this.now();
    const acknowledge = acks((text) => socket.readyState === 1 && socket.send(text));
    socket.onmessage = ({ data }) => {
      if (this.socket !== socket) return;
      acknowledge();
      this.#hear(data);
    };
    socket.onopen = () => this.watching && socket.send(JSON.stringify(this.watching));
    socket.onclose = ({ code }) => this.socket === socket && this.#closed(code);
  }

  get up() {
    return this.socket?.readyState === 1;
  }

  /** Called now and then: hang up on who has gone silent, and connect anew. */
  check() {
    if (!this.socket || this.now() - this.heard < SILENT_MS) return;
    const { socket } = this;
    this.#closed();
    socket.close();
  }

  /** Say which live data this page looks at. */
  watch(wishes) {
    this.watching = { type: "watch", ...wishes };
    this.#say(this.watching);
  }

  /** Somebody here has read a message; whether that could be said. */
  seen(message) {
    return this.#say({ type: "seen", message });
  }

  #say(message) {
    if (!this.up) return false;
    this.socket.send(JSON.stringify(message));
    return true;
  }

  #hear(data) {
    this.heard = this.now();
    if (typeof data !== "string") return this.on.tile(readTile(data));
    const message = JSON.parse(data);
    if (message.type === "beat") this.attempt = 0;
    this.on.heard(message);
  }

  #closed(code) {
    this.socket = null;
    const words = ended(code, this.byLink);
    if (words) return this.on.ended(words);
    this.on.lost();
    this.later(() => this.socket ?? this.connect(), waitMs(this.attempt++));
  }
}
