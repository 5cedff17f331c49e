/** Adding a source, changing it, replacing what it brings in; push keys. */

import { gettext, interpolate } from "../../i18n.js";
import { careful } from "../editor/careful.js";
import { inHand } from "../editor/hands.js";
import { h, icon } from "../widgets/h.js";
import { copyLine, field } from "../widgets/layer.js";
import { formSheet, openSheet } from "../widgets/sheet.js";
import { holdable } from "../widgets/hold.js";
import { formOf } from "../widgets/form.js";
import { uploadBar } from "../widgets/progress.js";
import { facts, kindOf } from "../state/facts.js";
import { risk } from "../state/pages.js";

const KEYED = () =>
  gettext("You get an address and a key to type into the encoder. The key is shown once, right after this.");

/** Without a source: add one. With `replace`: the same id goes on with another input. */
export async function openSourceDialog(app, known = null, { replace = !known } = {}) {
  // The show on the desk names files by path; the stored row names them as they were uploaded.
  const { revision } = app.view.value;
  const source = known && (await stored(app, known));
  if (known && !source) return;
  const draft = source?.input ?? { kind: facts.kinds.sources[0].kind };
  const name = h("input.input", {
    value: source?.name ?? "",
    maxlength: 120,
    placeholder: gettext("Camera 1"),
    required: true,
    autofocus: true,
  });
  const parts = replace ? inputParts(draft) : null;
  const advanced = source && !replace ? timing(source) : null;
  const words = !source ? gettext("Add a source") : replace ? gettext("Replace %(name)s") : gettext("Edit %(name)s");
  const title = interpolate(words, { name: source?.name });
  const write = source && careful(app.api, `sources/${source.id}`, source, revision);
  const sheet = formSheet(title, {
    body: [
      replace && parts.kinds,
      field(gettext("Name"), name),
      replace && parts.panel,
      replace && parts.progress,
      advanced?.element,
    ],
    action: source ? gettext("Save") : gettext("Add source"),
    save: async () => {
      const body = { name: name.value.trim(), ...(replace ? { input: await parts.read(app.api) } : advanced.read()) };
      const saved = write ? await write(body) : await app.api.post("sources", body);
      const key = keyOf(saved);
      if (key) setTimeout(() => showKey(saved.name, key));
    },
  });
  if (source) inHand(app, sheet, source.id);
}

async function stored({ api, notices }, { id }) {
  try {
    return await api.get(`sources/${id}`);
  } catch (error) {
    notices.say(error.message, "warning");
    return null;
  }
}

function inputParts(draft) {
  const panel = h("div.source-input", {});
  const { element: progress, follow } = uploadBar();
  const state = {};
  const choose = (kind) => {
    const { fields, keyed } = kindOf("sources", kind);
    state.kind = kind;
    state.form = formOf(fields, draft.kind === kind ? draft : {});
    const key = keyed && h("p.hint", {}, KEYED());
    const warning = risk(kind) && h("p.hint.warning", { role: "note" }, gettext(risk(kind)));
    panel.replaceChildren(...[...state.form.elements, key, warning].filter(Boolean));
  };
  const kinds = h(
    "div.kind-cards",
    { role: "radiogroup", "aria-label": gettext("What comes in") },
    ...facts.kinds.sources.map(({ kind, label, help }) =>
      h(
        "label.kind-card",
        {},
        h("input.visually-hidden", {
          type: "radio",
          name: "kind",
          value: kind,
          checked: kind === draft.kind,
          onchange: () => choose(kind),
        }),
        h("b", {}, gettext(label)),
        h("span", {}, gettext(help)),
      ),
    ),
  );
  choose(draft.kind);
  const read = async (api) => ({ kind: state.kind, ...(await state.form.read(api, follow)) });
  return { kinds, panel, progress, read };
}

const number = (value, more = {}) => h("input.input", { type: "number", min: 0, step: 0.1, value, ...more });

function timing(source) {
  const buffer = number(source.buffer_ms, { step: 10, max: 5000 });
  const hold = number(source.hold_ms, { step: 10, min: 100, max: 60000 });
  return {
    element: h(
      "div.columns",
      {},
      field(gettext("Buffer, ms"), buffer, gettext("More rides out a shaky line; less is nearer to live")),
      field(gettext("Hold, ms"), hold, gettext("How long the last picture is held before the slate")),
    ),
    read: () => ({ buffer_ms: Number(buffer.value), hold_ms: Number(hold.value) }),
  };
}

// -- push keys --------------------------------------------------------------------------------

/** The address and key in an answer that reveals one. */
function keyOf({ push_url: url, stream_key: key }) {
  return key ? { key, url } : null;
}

function showKey(name, { key, url }) {
  openSheet(
    interpolate(gettext("Push to %(name)s"), { name }),
    (close) =>
      h(
        "div.dialog-body",
        {},
        url && copyLine(gettext("Server"), url),
        copyLine(gettext("Stream key"), key, {
          secret: gettext("Shown only now. If it gets lost, make a new one in the source's menu."),
        }),
        h(
          "footer.dialog-foot",
          {},
          h("span.spring"),
          h("button.button.primary", { type: "button", onclick: close }, gettext("Done")),
        ),
      ),
    { keep: true },
  );
}

export function openKeyDialog({ api }, source) {
  const url = source.input.url ?? "";
  openSheet(interpolate(gettext("Push to %(name)s"), { name: source.name }), () =>
    h(
      "div.dialog-body",
      {},
      copyLine(gettext("Server"), url.replace(/\/[^/]*$/, "")),
      h(
        "p.hint",
        {},
        gettext(
          "The key was shown once, when it was made. “New push key…” in the source's menu makes another; " +
            "the old one then stops working.",
        ),
      ),
    ),
  );
}

export function rotateKey({ api, notices }, source) {
  openSheet(interpolate(gettext("New push key for %(name)s"), { name: source.name }), (close) => {
    const make = async () => {
      try {
        const key = keyOf(await api.post(`sources/${source.id}/rotate_key`));
        close();
        if (key) showKey(source.name, key);
      } catch (error) {
        notices.say(error.message, "warning");
      }
    };
    const button = holdable(
      h("button.button", { type: "button" }, h("span.ring"), icon("lock"), gettext("Hold to make a new key")),
      make,
    );
    return h(
      "div.dialog-body",
      {},
      h("p", {}, gettext("Whoever sends with the old key is cut off and needs the new one.")),
      h("footer.dialog-foot", {}, h("span.spring"), button),
    );
  });
}
