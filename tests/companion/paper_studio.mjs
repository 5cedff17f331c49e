/** A studio on paper: one show's event socket, as docs/api.md describes it, and the list of shows. */

import { once } from "node:events";
import { createServer } from "node:http";

import { WebSocketServer } from "ws";

export const STATE = {
    buses: {
        program: "scn_a",
        preview: "scn_b",
        on_program: ["src_cam"],
        on_preview: ["src_film"],
        running: null,
        transition: { kind: "mix", duration_ms: 500 },
        ftb: { on: false, running: null },
    },
    overlays: { overlays: { ovl_name: { on: false, fields: {} } } },
    sound: {
        sources: {
            src_cam: { gain_db: 0, mute: false, mode: "afv" },
            src_film: { gain_db: -3, mute: false, mode: "afv" },
        },
        master: { gain_db: 0, mute: false },
    },
    sources: { sources: { src_cam: { state: "live", standing_in: 0 }, src_film: { state: "live", standing_in: 0 } } },
    transport: { sources: {} },
    rundown: { rundown: null, name: "", state: null, has_programme: false, now: null, next: [] },
    recording: { on: false, since: null, id: null, name: null },
    destinations: { destinations: { dst_rec: { kind: "record", name: "Recording", on: true, state: "waiting" } } },
    captions: { on: false, state: null, visible: null },
    macros: { running: {} },
    show: {
        revision: 3,
        name: "Evening",
        sources: {
            src_film: { name: "Film", kind: "file", position: 1 },
            src_cam: { name: "Camera", kind: "push", position: 0 },
        },
        scenes: {
            scn_a: { name: "Wide", layout: "lay_a", slots: { main: "src_cam" }, position: 0 },
            scn_b: { name: "Film", layout: "lay_a", slots: { main: "src_film" }, position: 1 },
        },
        layouts: {},
        overlays: { ovl_name: { name: "Name", kind: "text", position: 0 } },
        macros: { mac_open: { name: "Opening", position: 0 } },
    },
    alerts: { alerts: {} },
    air: { on_air: true, rehearsing: false, wanted: true, since: 1, link: "up" },
};

export const TOKEN = "tally_paper";

export class PaperStudio {
    session = "ses_one";
    n = 10;
    state = structuredClone(STATE);
    refuses = null; // {code, error}: what every command is answered
    asked = []; // the commands that came
    arrived = []; // the addresses of those who connected
    shows = [{ id: "shw_one", name: "Evening" }];
    closes_with = 0;
    #sockets = new WebSocketServer({ noServer: true });
    #server = createServer((request, response) => this.#answer(request, response));

    async open() {
        this.#server.on("upgrade", (request, socket, head) =>
            this.#sockets.handleUpgrade(request, socket, head, (client) => this.#join(client, request)),
        );
        this.#server.listen(0, "127.0.0.1");
        await once(this.#server, "listening");
        this.address = `http://127.0.0.1:${this.#server.address().port}`;
        return this;
    }

    close() {
        this.hang_up();
        this.#server.close();
    }

    hang_up() {
        for (const client of this.#sockets.clients) client.terminate();
    }

    tell(kind, data, session = this.session) {
        this.n += 1;
        this.#say({ type: "event", session, n: this.n, kind, time: 0, frame: 1, data });
    }

    say(message) {
        this.#say(message);
    }

    #say(message) {
        for (const client of this.#sockets.clients) client.send(JSON.stringify(message));
    }

    #answer(request, response) {
        const known = request.headers.authorization === `Bearer ${TOKEN}`;
        response.writeHead(known ? 200 : 401, { "Content-Type": "application/json" });
        response.end(
            JSON.stringify(known ? { count: this.shows.length, results: this.shows } : { code: "not_authenticated" }),
        );
    }

    #join(client, request) {
        const address = new URL(request.url, "http://paper");
        this.arrived.push(address);
        if (this.closes_with) {
            client.send(JSON.stringify({ type: "closing", code: this.closes_with, text: "you may not see this show" }));
            client.close(this.closes_with);
            return;
        }
        const resumed = address.searchParams.get("session") === this.session;
        const { air, ...mixer } = this.state;
        const snapshot = { type: "snapshot", session: this.session, n: this.n, resumed, kinds: [], link: "up" };
        client.send(JSON.stringify({ ...snapshot, state: resumed ? { air } : { air, ...mixer } }));
        client.on("message", (data) => this.#heard(client, JSON.parse(data.toString())));
    }

    #heard(client, message) {
        if (message.type !== "command") return;
        this.asked.push(message);
        const answer = this.refuses ? { ok: false, ...this.refuses } : { ok: true, frame: 100 };
        client.send(JSON.stringify({ type: "answer", id: message.id, ...answer }));
    }
}
