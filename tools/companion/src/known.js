/**
 * What is known of a show: the state that the event socket tells, kind by kind, and what buttons ask of it.
 *
 * Without a connection all of it is forgotten: a button never shows what may not be so any more.
 */

/** What of a kind is a table by id: an event has the rows that are new, or null; everything else it has whole. */
const TABLES = {
  overlays: ["overlays"],
  sound: ["sources"],
  sources: ["sources"],
  transport: ["sources"],
  deck: ["decks"],
  destinations: ["destinations"],
  macros: ["running"],
  show: ["sources", "scenes", "layouts", "overlays", "macros"],
  alerts: ["alerts"],
};

const LOST = new Set(["slate", "retrying", "failed"]);
const TROUBLE = new Set(["retrying", "failed"]);

export class Known {
  #state = {};
  #asked = new Map(); // faders that were moved here, until the studio tells where they stand
  connected = false;

  /** A snapshot of the socket: `state` by kind, null where nobody knows it. */
  begin({ state }) {
    this.#state = state;
    this.#asked.clear();
    this.connected = true;
  }

  /** An event of the socket. */
  hear({ kind, data }) {
    const state = (this.#state[kind] ??= {});
    const tables = TABLES[kind] ?? [];
    for (const [name, value] of Object.entries(data)) {
      state[name] = tables.includes(name) && value ? rows({ ...state[name] }, value) : value;
    }
    if (kind === "sound") this.#asked.clear();
  }

  /** A command that was sent: a fader that is turned again before the studio has answered goes on from here. */
  expect({ verb, source = "", gain_db }) {
    if ((verb === "sound" || verb === "master") && gain_db !== undefined) this.#asked.set(source, gain_db);
  }

  /** A command that was refused: faders stand where the studio said last. */
  refused() {
    this.#asked.clear();
  }

  forget() {
    this.#state = {};
    this.#asked.clear();
    this.connected = false;
  }

  // -- what the show has -------------------------------------------------------------------------

  get name() {
    return this.#of("show").name ?? "";
  }
  get scenes() {
    return listed(this.#of("show").scenes);
  }
  get sources() {
    return listed(this.#of("show").sources);
  }
  get overlays() {
    return listed(this.#of("show").overlays);
  }
  get macros() {
    return listed(this.#of("show").macros);
  }
  get destinations() {
    return listed(this.#of("destinations").destinations);
  }
  get files() {
    return this.sources.filter(({ kind }) => kind === "file");
  }
  get documents() {
    return this.sources.filter(({ kind }) => kind === "document");
  }

  /** What a bus shows, in words. */
  name_of(id) {
    if (id === "black") return "Black";
    return [...this.scenes, ...this.sources].find((row) => row.id === id)?.name ?? id ?? "";
  }

  // -- the desk ----------------------------------------------------------------------------------

  get program() {
    return this.#of("buses").program ?? undefined;
  }
  get preview() {
    return this.#of("buses").preview ?? undefined;
  }
  get in_transition() {
    return Boolean(this.#of("buses").running);
  }
  get transition_kind() {
    return this.#of("buses").transition?.kind ?? "";
  }
  get ftb() {
    return Boolean(this.#of("buses").ftb?.on);
  }

  /** Both sides of a transition that runs are seen. */
  on_program(id) {
    return Boolean(id) && (this.program === id || this.#of("buses").running?.to === id);
  }
  on_preview(id) {
    return Boolean(id) && this.preview === id;
  }
  seen_on_program(source) {
    return (this.#of("buses").on_program ?? []).includes(source);
  }
  seen_on_preview(source) {
    return (this.#of("buses").on_preview ?? []).includes(source);
  }
  overlay_on(id) {
    return Boolean(this.#of("overlays").overlays?.[id]?.on);
  }

  /** A strip of a source: `{gain_db, mute, …}`. */
  strip(source) {
    return this.#faded(this.#of("sound").sources?.[source], source);
  }
  get master() {
    return this.#faded(this.#of("sound").master, "");
  }

  lost(source) {
    const { state, standing_in } = this.#of("sources").sources?.[source] ?? {};
    return LOST.has(state) || standing_in > 0;
  }

  // -- ways out, captions, rundown, the show -----------------------------------------------------

  get recording() {
    return this.#of("recording");
  }
  destination_on(id) {
    return Boolean(this.#of("destinations").destinations?.[id]?.on);
  }
  destination_in_trouble(id) {
    return TROUBLE.has(this.#of("destinations").destinations?.[id]?.state);
  }
  get captions_visible() {
    return Boolean(this.#of("captions").visible);
  }
  get rundown_has_programme() {
    return Boolean(this.#of("rundown").has_programme);
  }
  get rundown_held() {
    return this.#of("rundown").state === "held";
  }
  get rundown_now() {
    return this.#of("rundown").now?.name ?? "";
  }
  get rundown_next() {
    return this.#of("rundown").next?.[0]?.name ?? "";
  }
  get on_air() {
    return Boolean(this.#of("air").on_air);
  }
  get rehearsing() {
    return Boolean(this.#of("air").rehearsing);
  }
  get state() {
    if (!this.connected) return "not connected";
    if (this.rehearsing) return "rehearsal";
    return this.on_air ? "on air" : "off air";
  }

  /** What is open and seen by nobody yet, oldest first. */
  get alerts() {
    return Object.values(this.#of("alerts").alerts ?? {})
      .filter(({ acknowledged, resolved }) => !acknowledged && !resolved)
      .sort((one, other) => one.last - other.last);
  }

  /** What a show is made of, as one text: definitions of buttons are made anew when it is another. */
  get shape() {
    const names = (list) => list.map(({ id, name, kind }) => [id, name, kind]);
    return JSON.stringify([this.scenes, this.sources, this.overlays, this.macros, this.destinations].map(names));
  }

  #of(kind) {
    return this.#state[kind] ?? {};
  }

  #faded(strip = {}, source) {
    return this.#asked.has(source) ? { ...strip, gain_db: this.#asked.get(source) } : strip;
  }
}

function rows(table, changed) {
  for (const [id, row] of Object.entries(changed)) {
    if (row === null) delete table[id];
    else table[id] = row;
  }
  return table;
}

/** A table's rows with their ids, in their order. */
const listed = (table) =>
  Object.entries(table ?? {})
    .map(([id, row]) => ({ ...row, id }))
    .sort((one, other) => (one.position ?? 0) - (other.position ?? 0));
