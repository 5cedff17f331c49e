/** The stored rundowns over REST. A revision goes with each edit, so that nobody's work is written over unseen. */

import { gettext } from "../../i18n.js";
import { Problem } from "../../console/link/api.js";

const PAGE = 500;

export class Server {
  /** `base` is the show's address in the API, `library` the uploads'. */
  constructor({ base, library, csrf, fetch = globalThis.fetch.bind(globalThis) }) {
    Object.assign(this, { base, library, csrf, fetch });
  }

  rundowns() {
    return this.all(`${this.base}rundowns`);
  }

  create(body) {
    return this.call("POST", `${this.base}rundowns`, { body });
  }

  rundown(run) {
    return this.call("GET", this.at(run));
  }

  remove(run, revision) {
    return this.call("DELETE", this.at(run), { revision });
  }

  /** Edit, or with `dry` only hear what would come of it. */
  edit(run, ops, revision, { dry = false } = {}) {
    return this.call("POST", this.at(run, "/edit"), { body: { dry_run: dry, ops }, revision });
  }

  /** `way` is "undo" or "redo". */
  step(run, way, revision) {
    return this.call("POST", this.at(run, `/${way}`), { body: {}, revision });
  }

  /** A text of another program: CSV, M3U, iCalendar, or our own JSON. */
  takeIn(run, format, body, revision) {
    return this.call("POST", this.at(run, `/import?format=${format}`), { body, revision });
  }

  /** The fixed times of a day, kept as a template under a name. */
  keepDay(run, date, name) {
    return this.call("POST", this.at(run, "/keep-day"), { body: { date, name } });
  }

  /** From a moment on; with `at` as if it were started then. */
  plan(run, { from, hours, at }) {
    const asked = Object.entries({ from, hours, at }).filter(([, value]) => value !== undefined);
    return this.call("GET", this.at(run, `/plan?${new URLSearchParams(asked)}`));
  }

  /** What belongs to the show: its standby, and whether producers run rundowns. */
  show() {
    return this.call("GET", this.base);
  }

  patchShow(patch) {
    return this.call("PATCH", this.base, { body: patch });
  }

  assets() {
    return this.all(this.library);
  }

  at(run, more = "") {
    return `${this.base}rundowns/${encodeURIComponent(run)}${more}`;
  }

  /** Every row of a list, page by page. */
  async all(address) {
    const rows = [];
    for (;;) {
      const page = await this.call("GET", `${address}?limit=${PAGE}&offset=${rows.length}`);
      rows.push(...(page.results ?? page));
      if (!page.next || !page.results.length) return rows;
    }
  }

  async call(method, address, { body, revision } = {}) {
    const headers = { Accept: "application/json", "X-CSRFToken": this.csrf };
    if (body !== undefined) headers["Content-Type"] = "application/json";
    if (revision !== undefined) headers["If-Match"] = `"${revision}"`;
    const sent = { method, headers, body: body && JSON.stringify(body), credentials: "same-origin" };
    const response = await this.fetch(address, sent).catch(() => {
      throw new Problem(0, { detail: gettext("The server cannot be reached. Nothing was saved.") });
    });
    const value = await response.json().catch(() => null);
    if (!response.ok) throw new Problem(response.status, value);
    return value;
  }
}
