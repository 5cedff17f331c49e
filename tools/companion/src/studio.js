/**
 * A connection to one show of a studio, which comes back by itself. A panel shows how things are, not how they came to
 * be so: each connection begins with a whole snapshot.
 *
 * `hears` has what becomes of it: `state(status, words)`, `snapshot(message)`, `event(message)`, `gone()`. Statuses are
 * `connecting ok away refused bad_config`.
 */

import { randomUUID } from "node:crypto";

import WebSocket from "ws";

export const KINDS = [
  ...["buses", "overlays", "sound", "sources", "transport", "rundown", "recording", "destinations"],
  ...["captions", "macros", "show", "alerts", "air"],
];
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;
const PING_MS = 5_000;
const SILENT_MS = 12_000; // longer than this without a sign, the connection is lost
const ANSWER_MS = 6_000; // longer than a command may be held up on its way
const REFUSED = new Set([4401, 4403, 4404]); // who asks may not, or there is no such show: a person has to look

export class Refused extends Error {
  constructor(code, words) {
    super(words);
    this.code = code;
  }
}

export class Studio {
  #config;
  #hears;
  #socket = null;
  #waiting = new Map(); // by a command's id, who waits for its answer
  #seat = randomUUID();
  #turn = 0;
  #wait_ms = FIRST_WAIT_MS;
  #timer = null;
  #closed = false;

  /** `config` is `{address, show, token}`. */
  constructor(config, hears) {
    this.#config = config;
    this.#hears = hears;
  }

  async open() {
    this.#hears.state("connecting");
    try {
      this.#listen(await this.#show());
    } catch (error) {
      if (error instanceof Refused) this.#hears.state("bad_config", error.message);
      else this.#again(error.message);
    }
  }

  close() {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#socket?.terminate();
    this.#give_up();
  }

  /** Ask a command; its answer, or Refused. What is not sent now is never sent. */
  ask(command) {
    if (this.#socket?.readyState !== WebSocket.OPEN) {
      throw new Refused("not_connected", "not connected to the studio: nothing was done");
    }
    const id = randomUUID();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => this.#answered({ id, ok: false, code: "no_answer", error: "no answer came" }),
        ANSWER_MS,
      );
      this.#waiting.set(id, { resolve, reject, timer });
      this.#socket.send(JSON.stringify({ type: "command", id, ...command }));
    });
  }

  /** The show's id: as configured, or the only one there is. */
  async #show() {
    if (this.#config.show) return this.#config.show;
    const answer = await fetch(new URL("/api/v1/shows?limit=10", this.#config.address), {
      headers: { Authorization: `Bearer ${this.#config.token}` },
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    if (answer.status === 401)
      throw new Refused("not_signed_in", "the studio does not know this token, or it has ended");
    if (!answer.ok) throw new Error(`the studio answers ${answer.status}`);
    const { results } = await answer.json();
    if (results.length === 1) return results[0].id;
    const names = results.map(({ id, name }) => `${id} (${name})`).join(", ");
    throw new Refused("which_show", results.length ? `say which show: ${names}` : "this token sees no show");
  }

  #listen(show) {
    if (this.#closed) return;
    const address = new URL(`/ws/shows/${encodeURIComponent(show)}/events/`, this.#config.address);
    address.protocol = address.protocol.replace("http", "ws");
    address.searchParams.set("kinds", KINDS.join());
    const socket = new WebSocket(address, {
      headers: { Authorization: `Bearer ${this.#config.token}` },
      handshakeTimeout: ANSWER_MS,
    });
    this.#socket = socket;
    let why = "";
    let code = 0;
    let last = Date.now();
    const heard = () => (last = Date.now());
    const pings = setInterval(() => {
      if (Date.now() - last > SILENT_MS) socket.terminate();
      else if (socket.readyState === WebSocket.OPEN) socket.ping();
    }, PING_MS);
    socket.on("open", () => {
      heard();
      socket.send(JSON.stringify({ type: "seat", seat: this.#seat, turn: ++this.#turn }));
    });
    socket.on("ping", heard);
    socket.on("pong", heard);
    socket.on("message", (data) => {
      heard();
      const message = JSON.parse(data.toString());
      if (message.type === "closing") [code, why] = [message.code, message.text];
      else this.#told(message);
    });
    socket.on("error", (error) => (why ||= error.message));
    socket.on("close", (closed) => {
      clearInterval(pings);
      this.#lost(code || closed, why);
    });
  }

  #told(message) {
    if (message.type === "snapshot") {
      this.#wait_ms = FIRST_WAIT_MS;
      this.#hears.snapshot(message);
      this.#hears.state(message.link === "up" ? "ok" : "away", message.link === "up" ? "" : "the show is off air");
    } else if (message.type === "event") {
      this.#hears.event(message);
    } else if (message.type === "link") {
      this.#hears.state(message.state === "up" ? "ok" : "away", message.state === "up" ? "" : "the show is off air");
    } else if (message.type === "answer") {
      this.#answered(message);
    }
  }

  #answered({ id, ok, code, error, ...answer }) {
    const waits = this.#waiting.get(id);
    if (!waits) return;
    this.#waiting.delete(id);
    clearTimeout(waits.timer);
    if (ok) waits.resolve(answer);
    else waits.reject(new Refused(code, error));
  }

  #lost(code, why) {
    this.#socket = null;
    this.#give_up();
    if (this.#closed) return;
    this.#hears.gone();
    if (REFUSED.has(code)) this.#hears.state("refused", why);
    this.#again(why, !REFUSED.has(code));
  }

  /** Nobody knows whether what was asked and not answered happened. */
  #give_up() {
    for (const id of [...this.#waiting.keys()]) {
      this.#answered({
        id,
        ok: false,
        code: "connection_lost",
        error: "the connection was lost before an answer came",
      });
    }
  }

  #again(why, tell = true) {
    if (this.#closed) return;
    if (tell) this.#hears.state("connecting", why);
    this.#timer = setTimeout(() => this.open(), this.#wait_ms);
    this.#wait_ms = Math.min(2 * this.#wait_ms, LONGEST_WAIT_MS);
  }
}
