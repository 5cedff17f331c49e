/** What is being uploaded: how far each file is, to be paused, gone on with and cancelled. */

import { attr, h, List, text } from "../../console/widgets/h.js";
import { sizeWords } from "../words.js";
import { inWords } from "./pace.js";
import { changed, chosen, isBusy, itemOf, leftOver, toStart, totals, without, withoutDone } from "./queue.js";
import { sendFile } from "./sender.js";
import { createServer, wait } from "./server.js";

let keys = 0;

export function mountUploads(root, app) {
  const server = createServer(app.addresses);
  const aborts = new Map();
  let queue = [];
  const view = build(root, {
    pause: (key) => aborts.get(key)?.abort(),
    goOn: (key) => set(changed(queue, key, { state: "waiting", text: "" })),
    cancel: (key) => cancel(key),
    clear: () => set(withoutDone(queue)),
    add: (files) => uploads.add(files),
  });

  function set(next) {
    queue = next;
    view.show(queue);
    for (let [next] = toStart(queue); next; [next] = toStart(queue)) start(next.key); // which makes it no more to start
  }

  async function start(key) {
    const abort = new AbortController();
    aborts.set(key, abort);
    set(changed(queue, key, { state: "sending", text: "" }));
    const item = queue.find((one) => one.key === key);
    const follow = (values) => set(changed(queue, key, values));
    try {
      const asset = await sendFile(item, { server, follow, signal: abort.signal, wait });
      set(changed(queue, key, { state: "done", sent: item.bytes, asset, text: "" }));
      app.shelf.refresh();
    } catch (problem) {
      const failed = abort.signal.aborted ? { state: "paused", text: "" } : { state: "failed", text: inWords(problem) };
      set(changed(queue, key, failed));
    } finally {
      aborts.delete(key);
    }
  }

  async function cancel(key) {
    aborts.get(key)?.abort();
    const { id, state } = queue.find((one) => one.key === key);
    set(without(queue, key));
    if (id && state !== "done") await server.cancel(id).catch(() => {}); // what is gone already is cancelled
  }

  const uploads = {
    add: (files) =>
      set(
        chosen(
          queue,
          files.map(({ file, folder }) => itemOf(file, folder, `new-${(keys += 1)}`)),
        ),
      ),
  };
  addEventListener("beforeunload", (event) => isBusy(queue) && event.preventDefault());
  server.list().then(
    (left) => set([...queue, ...leftOver(left, queue)]),
    () => {}, // the list of files says what is wrong
  );
  return uploads;
}

// -- what is seen ----------------------------------------------------------------------------------

function build(root, does) {
  const words = h("h2", { role: "status" });
  const bar = h("progress", { max: 1, "aria-label": "All uploads" });
  const clear = h("button.button.quiet.small", { type: "button", onclick: does.clear }, "Clear finished");
  const rows = h("ul.upload-rows", {});
  root.append(h("header.uploads-head", {}, words, bar, clear), rows);
  const list = new List(rows, { key: ({ key }) => key, make: (item) => makeRow(item, does), update: showRow });
  return {
    show(queue) {
      root.hidden = !queue.length;
      const { left, share } = totals(queue);
      text(words, left ? `Uploading, ${left} left` : "Uploaded");
      bar.value = share;
      bar.hidden = !left;
      clear.hidden = !queue.some(({ state }) => state === "done");
      list.show(queue);
    },
  };
}

function makeRow({ key, name }, does) {
  const act = (words, does_) =>
    h("button.button.small", { type: "button", "aria-label": `${words} ${name}`, onclick: does_ }, words);
  const choose = h("input.visually-hidden", { type: "file", "aria-label": `Choose ${name} again` });
  choose.addEventListener("change", () => {
    does.add([...choose.files].map((file) => ({ file, folder: "" })));
    choose.value = "";
  });
  const parts = {
    name: h("b.upload-name", { title: name }, name),
    words: h("span.upload-words.dim"),
    bar: h("progress", { max: 1, "aria-label": name }),
    pause: act("Pause", () => does.pause(key)),
    goOn: act("Go on", () => does.goOn(key)),
    again: act("Try again", () => does.goOn(key)),
    choose: h("label.button.small", {}, choose, "Choose it again"),
    cancel: act("Cancel", () => does.cancel(key)),
  };
  const { name: title, words, bar, ...buttons } = parts;
  return Object.assign(h("li.upload", {}, title, words, bar, h("div.row", {}, ...Object.values(buttons))), { parts });
}

const SAYS = { waiting: "waiting", paused: "paused", done: "in the library" };

function showRow(row, { state, sent, bytes, text: said }) {
  const { words, bar, pause, goOn, again, choose, cancel } = row.parts;
  attr(row, "data-state", state);
  const share = bytes ? sent / bytes : 0;
  const far = `${sizeWords(sent)} of ${sizeWords(bytes)}`;
  const lost = `Broken off at ${far}. Choose the same file again to go on.`;
  text(words, said || (state === "needs_file" ? lost : SAYS[state] ? `${SAYS[state]}, ${far}` : far));
  if (state === "done" && !said) text(words, `${SAYS.done}, ${sizeWords(bytes)}`);
  bar.value = share;
  bar.hidden = state === "done" || state === "failed";
  pause.hidden = state !== "sending";
  goOn.hidden = state !== "paused";
  again.hidden = state !== "failed";
  choose.hidden = state !== "needs_file";
  text(cancel, state === "done" || state === "failed" ? "Close" : "Cancel");
}
