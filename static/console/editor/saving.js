/**
 * A scene on its way into the store: edits go out when the hand rests, one after the other, each held to the revision
 * it was made on. What somebody else has saved meanwhile is never written over: both versions are kept to choose from.
 */

import { Problem } from "../link/api.js";
import { Store } from "../state/store.js";
import { alike, changesOf, draftOf, storedIn } from "./draft.js";

export const REST_MS = 250;
const after = (work, ms) => setTimeout(work, ms);
const STALE = 412;

export class Saving {
  /**
   * `api` is the show's; `base` the draft as it is stored, at `revision`. `now` holds `{draft, base, revision, state,
   * problem, conflict}`: state is "saved", "waiting", "sending", "conflict", "failed" or "gone".
   */
  constructor({ api, scene, base, revision, later = after, never = (timer) => clearTimeout(timer) }) {
    Object.assign(this, { api, scene, later, never, timer: null, sending: null, stroke: null });
    this.now = new Store({ draft: base, base, revision, state: "saved", problem: "", conflict: null });
  }

  get draft() {
    return this.now.value.draft;
  }

  /** A hand takes hold: what it does until it lets go is one step of undo. */
  begin() {
    this.stroke = { revision: null };
  }

  end() {
    const stroke = this.stroke;
    return this.flush().then(() => {
      if (this.stroke === stroke) this.stroke = null;
    });
  }

  /** Another draft, seen at once and stored when the hand rests. */
  edit(draft) {
    const { state } = this.now.value;
    if (state === "gone") return;
    this.#set({ draft, ...(state === "conflict" ? {} : { state: "waiting", problem: "" }) });
    if (state !== "conflict") this.#soon();
  }

  /** Store what is not stored; resolves once nothing is on its way any more. */
  async flush() {
    this.never(this.timer);
    this.timer = null;
    while (this.sending) await this.sending;
    const { state } = this.now.value;
    if (["conflict", "gone"].includes(state)) return;
    const body = changesOf(this.draft, this.now.value.base);
    if (!body) return this.#set({ state: "saved" });
    this.sending = this.#send(body);
    await this.sending;
    if (this.now.value.state === "waiting" && !this.timer) await this.flush();
  }

  /** The store says something new: it is taken over unless something of ours is on its way. */
  heard(show, revision) {
    const { draft, base, state } = this.now.value;
    if (revision <= this.now.value.revision || this.sending || this.timer || state !== "saved") return;
    const stored = storedIn(show, this.scene);
    if (!stored) return this.#set({ state: "gone", revision });
    this.#set({ revision, base: stored, draft: alike(draft, base) ? stored : draft });
  }

  /** Of two versions ours: put onto the newest one. */
  keepMine() {
    const { conflict } = this.now.value;
    this.#set({ base: conflict.theirs, revision: conflict.revision, conflict: null, state: "waiting" });
    return this.flush();
  }

  takeTheirs() {
    const { theirs, revision } = this.now.value.conflict;
    this.#set({ draft: theirs, base: theirs, revision, conflict: null, state: "saved" });
  }

  #soon() {
    this.never(this.timer);
    this.timer = this.later(() => this.flush(), REST_MS);
  }

  async #send(body) {
    const sent = this.draft;
    this.#set({ state: "sending" });
    const joins = this.stroke?.revision ?? undefined;
    const stroke = this.stroke;
    try {
      const answer = await this.#arrange(body, joins);
      if (stroke) stroke.revision = answer.edit.revision;
      const base = draftOf(answer.scene, answer.layout);
      const still = this.draft === sent;
      const draft = still ? base : { ...this.draft, own: sent.own ? undefined : this.draft.own };
      this.#set({ base, revision: answer.edit.revision, draft, state: still ? "saved" : "waiting" });
    } catch (error) {
      if (error instanceof Conflict) this.#set({ state: "conflict", conflict: error.versions });
      else if (error instanceof Problem) this.#failed(error);
      else throw error;
    } finally {
      this.sending = null;
    }
  }

  /** Send it; where only other parts of the show are newer, again onto those. A real conflict leaves both versions. */
  async #arrange(body, joins) {
    for (;;) {
      const { revision } = this.now.value;
      try {
        return await this.api.post("arrange", { scene: this.scene, ...body, joins }, { match: revision });
      } catch (error) {
        if (error.status !== STALE) throw error;
        await this.#catchUp();
      }
    }
  }

  async #catchUp() {
    const show = await this.api.get("");
    const theirs = storedIn(show, this.scene);
    if (!theirs) throw new Problem(404);
    if (!alike(theirs, this.now.value.base))
      throw new Conflict({ theirs, revision: show.revision, who: await this.#whose() });
    this.#set({ revision: show.revision });
  }

  #failed({ status, message }) {
    this.#set(status === 404 ? { state: "gone" } : { state: "failed", problem: message });
  }

  /** Who made the newest edit, where it is one of scenes. */
  async #whose() {
    const { undo } = await this.api.get("undo").catch(() => ({}));
    return undo?.changes.some(({ kind }) => ["scenes", "layouts"].includes(kind)) ? undo.who : "";
  }

  #set(parts) {
    this.now.set({ ...this.now.value, ...parts });
  }
}

class Conflict extends Error {
  constructor(versions) {
    super("stale");
    this.versions = versions;
  }
}
