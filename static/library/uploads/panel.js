/** What is being uploaded: how far each file is, to be paused, gone on with and cancelled. */

import { gettext, interpolate, ngettext } from "../../i18n.js";
import { attr, h, List, text } from "../../console/widgets/h.js";
import { sizeWords } from "../words.js";
import { inWords } from "./pace.js";
import { changed, chosen, isBusy, itemOf, leftOver, toStart, totals, without, withoutDone } from "./queue.js";
import { sendFile } from "./sender.js";
import { createServer, wait } from "./server.js";

const freshKey = () => [...crypto.getRandomValues(new Uint32Array(4))].map((one) => one.toString(36)).join("");

export function mountUploads(root, app) {
  const server = createServer(app.addresses);
  const runs = new Map(); // key → {abort, id, ended}: what is being sent
  let queue = [];
  const view = build(root, {
    pause: (key) => runs.get(key)?.abort.abort(),
    goOn: (key) => set(changed(queue, key, { state: "waiting", text: "" })),
    cancel: (key) => cancel(key),
    clear: () => set(withoutDone(queue)),
    add: (files) => uploads.add(files),
  });

  function set(next) {
    queue = next;
    view.show(queue);
    for (let [one] = toStart(queue); one; [one] = toStart(queue)) start(one); // which makes it no more to start
  }

  function start(item) {
    const run = { abort: new AbortController(), id: item.id };
    runs.set(item.key, run);
    set(changed(queue, item.key, { state: "sending", text: "" }));
    run.ended = send(item, run).finally(() => runs.get(item.key) === run && runs.delete(item.key));
  }

  async function send(item, run) {
    const { signal } = run.abort;
    const tell = (values) => set(changed(queue, item.key, values));
    const follow = (values) => {
      run.id = values.id ?? run.id;
      if (!signal.aborted || values.id) tell(values);
    };
    try {
      const asset = await sendFile(item, { server, follow, signal, wait });
      tell({ state: "done", sent: item.bytes, asset, text: "" });
      app.shelf.refresh();
    } catch (problem) {
      tell(signal.aborted ? { state: "paused", text: "" } : { state: "failed", text: inWords(problem) });
    }
  }

  async function cancel(key) {
    const [run, item] = [runs.get(key), queue.find((one) => one.key === key)];
    run?.abort.abort();
    set(without(queue, key));
    await run?.ended; // which may have begun it on the server just now
    const id = run?.id ?? item.id;
    if (id && item.state !== "done") await server.cancel(id).catch(() => {}); // what is gone already is cancelled
  }

  const uploads = {
    add: (files) =>
      set(
        chosen(
          queue,
          files.map(({ file, folder }) => itemOf(file, folder, freshKey())),
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
  const bar = h("progress", { max: 1, "aria-label": gettext("All uploads") });
  const clear = h("button.button.quiet.small", { type: "button", onclick: does.clear }, gettext("Clear finished"));
  const rows = h("ul.upload-rows", {});
  root.append(h("header.uploads-head", {}, words, bar, clear), rows);
  const list = new List(rows, { key: ({ key }) => key, make: (item) => makeRow(item, does), update: showRow });
  return {
    show(queue) {
      root.hidden = !queue.length;
      const { left, share } = totals(queue);
      const uploading = ngettext("Uploading, %(count)s left", "Uploading, %(count)s left", left);
      text(words, left ? interpolate(uploading, { count: left }) : gettext("Uploaded"));
      bar.value = share;
      bar.hidden = !left;
      clear.hidden = !queue.some(({ state }) => state === "done");
      list.show(queue);
    },
  };
}

function makeRow({ key, name }, does) {
  const act = (words, onclick) => {
    const label = interpolate(gettext("%(action)s %(name)s"), { action: words, name });
    return h("button.button.small", { type: "button", "aria-label": label, onclick }, words);
  };
  const again = interpolate(gettext("Choose %(name)s again"), { name });
  const choose = h("input.visually-hidden", { type: "file", "aria-label": again });
  choose.addEventListener("change", () => {
    does.add([...choose.files].map((file) => ({ file, folder: "" })));
    choose.value = "";
  });
  const parts = {
    name: h("b.upload-name", { title: name }, name),
    words: h("span.upload-words.dim"),
    bar: h("progress", { max: 1, "aria-label": name }),
    pause: act(gettext("Pause"), () => does.pause(key)),
    goOn: act(gettext("Go on"), () => does.goOn(key)),
    again: act(gettext("Try again"), () => does.goOn(key)),
    choose: h("label.button.small", {}, choose, gettext("Choose it again")),
    cancel: act(gettext("Cancel"), () => does.cancel(key)),
  };
  const { name: title, words, bar, ...buttons } = parts;
  return Object.assign(h("li.upload", {}, title, words, bar, h("div.row", {}, ...Object.values(buttons))), { parts });
}

/** What is said of an upload, where it is not its own trouble. */
function uploadWords({ state, sent, bytes }) {
  const values = { sent: sizeWords(sent), bytes: sizeWords(bytes) };
  return interpolate(SAYS[state] ?? gettext("%(sent)s of %(bytes)s"), values);
}

const SAYS = {
  waiting: gettext("waiting, %(sent)s of %(bytes)s"),
  paused: gettext("paused, %(sent)s of %(bytes)s"),
  needs_file: gettext("Broken off at %(sent)s of %(bytes)s. Choose the same file again to go on."),
  done: gettext("in the library, %(bytes)s"),
};

function showRow(row, item) {
  const { state, sent, bytes, text: said } = item;
  const { words, bar, pause, goOn, again, choose, cancel } = row.parts;
  attr(row, "data-state", state);
  const share = bytes ? sent / bytes : 0;
  text(words, said || uploadWords(item));
  bar.value = share;
  bar.hidden = state === "done" || state === "failed";
  pause.hidden = state !== "sending";
  goOn.hidden = state !== "paused";
  again.hidden = state !== "failed";
  choose.hidden = state !== "needs_file";
  text(cancel, state === "done" || state === "failed" ? gettext("Close") : gettext("Cancel"));
}
