/** The models on the server, and those that could be: installing, removing, and bringing one as a file. */

import { gettext, interpolate } from "../../i18n.js";
import { told } from "../state/told.js";
import { groupsOf, modelWords, titleOf } from "./model_rows.js";
import { setupWords } from "./panel.js";
import { attr, h, List, text } from "../widgets/h.js";
import { holdable } from "../widgets/hold.js";
import { openSheet } from "../widgets/sheet.js";

const SOON_MS = 1000;
const LATER_MS = 5000;

export function openModels(app) {
  const setup = h("p.caption-strip", { role: "status", hidden: true });
  const problem = h("p.problem", { role: "alert", hidden: true });
  const filter = h("input.input", {
    type: "search",
    placeholder: gettext("Find a language or a model"),
    "aria-label": gettext("Find a model"),
    oninput: () => draw(),
  });
  const groups = h("div.model-groups", {}, h("p.dim", {}, gettext("Looking…")));
  const list = new List(groups, { key: ({ title }) => title, make: makeGroup(app, () => look()), update: showGroup });
  const state = { models: null, setup: null, timer: null, open: true };
  const draw = () => {
    if (!state.models) return;
    list.show(groupsOf(state.models, filter.value));
    const waiting = state.setup && state.setup.state !== "ready";
    setup.hidden = !waiting;
    attr(setup, "data-level", state.setup?.state === "failed" ? "bad" : "wait");
    text(setup, waiting ? (state.setup.state === "failed" ? told(state.setup.text) : setupWords(state.setup)) : "");
  };
  const look = async () => {
    clearTimeout(state.timer);
    try {
      const answer = await app.models.get("");
      if (!state.models) groups.replaceChildren();
      Object.assign(state, answer);
      problem.hidden = true;
      draw();
    } catch (error) {
      text(problem, error.message);
      problem.hidden = false;
    }
    const busy = state.models?.some((one) => one.state === "installing") || state.setup?.state === "installing";
    if (state.open) state.timer = setTimeout(look, busy ? SOON_MS : LATER_MS);
  };
  const dialog = openSheet(gettext("Models"), () =>
    h("div.dialog-body.models", {}, setup, problem, h("div.row", {}, filter, upload(app, look)), groups),
  );
  dialog.addEventListener("close", () => {
    state.open = false;
    clearTimeout(state.timer);
  });
  look();
}

/** Bringing a model as a file, for a server without a network. */
function upload(app, done) {
  const words = h("span", {}, gettext("Upload a file…"));
  const input = h("input.visually-hidden", {
    type: "file",
    accept: ".argosmodel,.zip,.tar,.tgz,.gz,.xz,.pt",
    "aria-label": gettext("Upload a model's file"),
  });
  const label = h(
    "label.button.upload",
    { title: gettext(".argosmodel, .pt, or a packed faster-whisper folder") },
    input,
    words,
  );
  input.addEventListener("change", async () => {
    const [file] = input.files;
    if (!file) return;
    input.disabled = true;
    try {
      await app.models.upload(file, (share) => text(words, `${Math.round(share * 100)} %`));
      app.notices.say(interpolate(gettext("%(name)s has arrived and is being installed."), { name: file.name }));
    } catch (error) {
      app.notices.say(error.message, "warning");
    } finally {
      Object.assign(input, { disabled: false, value: "" });
      text(words, gettext("Upload a file…"));
      done();
    }
  });
  return label;
}

function makeGroup(app, look) {
  return ({ title }) => {
    const note = h("p.hint", {});
    const rows = h("ul.model-rows", {});
    const list = new List(rows, {
      key: ({ name }) => name,
      make: ({ name }) => makeRow(name, app, look),
      update: showRow,
    });
    return Object.assign(h("section.model-group", {}, h("h3.dialog-sub", {}, title), note, rows), { list, note });
  };
}

function showGroup(group, { models, note }) {
  group.list.show(models);
  group.note.hidden = !note;
  text(group.note, note);
}

function makeRow(name, app, look) {
  const act = async (work) => {
    try {
      await work();
    } catch (error) {
      app.notices.say(error.message, "warning");
    }
    look();
  };
  const removing = h("span", {}, gettext("Hold to remove"));
  const parts = {
    removing,
    words: h("span.model-words", {}),
    size: h("span.model-size", {}),
    bar: h("progress.model-progress", { max: 1, "aria-label": interpolate(gettext("Installing %(name)s"), { name }) }),
    install: h("button.button.small", { type: "button", onclick: () => act(() => app.models.post("", { name })) }),
    remove: holdable(h("button.button.quiet.small", { type: "button" }, h("span.ring"), removing), () =>
      act(() => app.models.remove(`/${encodeURIComponent(name)}`)),
    ),
  };
  return Object.assign(
    h(
      "li.model-row",
      { data: { name } },
      h("span.model-name", {}, h("b", {}, titleOf({ name })), parts.words),
      parts.size,
      h("div.model-does", {}, parts.bar, parts.install, parts.remove),
    ),
    { parts },
  );
}

function showRow(row, model) {
  const { words, size, bar, install, remove, removing } = row.parts;
  attr(row, "data-state", model.state);
  const said = modelWords(model);
  text(words, said.text);
  text(size, said.size);
  bar.hidden = model.state !== "installing";
  bar.value = model.progress;
  install.hidden = !model.installable;
  const again = model.state === "failed";
  text(install, again ? gettext("Try again") : gettext("Install"));
  const label = again ? gettext("Try again: %(name)s") : gettext("Install: %(name)s");
  attr(install, "aria-label", interpolate(label, { name: model.name }));
  remove.hidden = !model.removable;
  text(removing, model.state === "installing" ? gettext("Hold to stop") : gettext("Hold to remove"));
}
