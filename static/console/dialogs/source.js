/** Adding a source, changing it, replacing what it brings in; push keys. */

import { h, icon } from "../h.js";
import { copyLine, field, formDialog, openDialog, select } from "../layer.js";
import { holdable } from "../hold.js";

const KINDS = [
  ["pull", "Live stream", "We fetch it: RTMP, RTSP, HTTP-FLV, HLS, MPEG-TS"],
  ["push", "Push to us", "An encoder or OBS sends it here with a key"],
  ["file", "Video or sound file", "Uploaded, or by its address"],
  ["image", "Still image", "A picture file"],
  ["test", "Test signal", "Bars or waves, with flash and beep"],
  ["clock", "Clock", "The time of day, drawn"],
];
const ACCEPTED = { file: "video/*,audio/*,.mkv,.ts,.flv", image: "image/*" };

/** Without a source: add one. With `replace`: the same id goes on with another input. */
export async function openSourceDialog(app, known = null, { replace = !known } = {}) {
  // The show on the desk names files by path; the stored row names them as they were uploaded.
  const source = known && (await stored(app, known));
  if (known && !source) return;
  const draft = { kind: source?.input.kind ?? "pull", ...(source?.input ?? {}) };
  const name = h("input.input", {
    value: source?.name ?? "",
    maxlength: 120,
    placeholder: "Camera 1",
    required: true,
    autofocus: true,
  });
  const parts = replace ? inputParts(draft) : null;
  const advanced = source && !replace ? timing(source) : null;
  const title = !source ? "Add a source" : replace ? `Replace ${source.name}` : `Edit ${source.name}`;
  formDialog(title, {
    wide: replace,
    body: [
      replace && parts.kinds,
      field("Name", name),
      replace && parts.panel,
      replace && parts.progress,
      advanced?.element,
    ],
    action: source ? "Save" : "Add source",
    save: async () => {
      const body = { name: name.value.trim(), ...(replace ? { input: await parts.read(app.api) } : advanced.read()) };
      const saved = source ? await app.api.patch(`sources/${source.id}`, body) : await app.api.post("sources", body);
      const key = keyOf(saved);
      if (key) setTimeout(() => showKey(saved.name, key));
    },
  });
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
  const bar = h("i.progress-bar");
  const progress = h("div.progress.upload", { role: "progressbar", "aria-label": "Upload", hidden: true }, bar);
  let reader = null;
  const choose = (kind) => {
    const made = INPUTS[kind](draft.kind === kind ? draft : { kind });
    reader = made.read;
    panel.replaceChildren(...made.fields);
  };
  const kinds = h(
    "div.kind-cards",
    { role: "radiogroup", "aria-label": "What comes in" },
    ...KINDS.map(([kind, words, hint]) =>
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
        h("b", {}, words),
        h("span", {}, hint),
      ),
    ),
  );
  choose(draft.kind);
  const follow = (share) => {
    progress.hidden = false;
    bar.style.setProperty("--share", share.toFixed(3));
    progress.setAttribute("aria-valuenow", Math.round(share * 100));
  };
  return { kinds, panel, progress, read: (api) => reader(api, follow) };
}

const number = (value, more = {}) => h("input.input", { type: "number", min: 0, step: 0.1, value, ...more });

/** Each kind: its fields, and how they become the show file's input. */
const INPUTS = {
  pull: ({ url = "" }) => {
    const address = h("input.input", {
      type: "text",
      inputmode: "url",
      value: url,
      required: true,
      minlength: 8,
      placeholder: "rtmp://example.com/live/camera",
    });
    return {
      fields: [field("Address", address, "rtmp, rtmps, rtsp, http(s) ending in .flv, .m3u8 or .ts, udp")],
      read: async () => ({ kind: "pull", url: address.value.trim() }),
    };
  },
  push: () => ({
    fields: [
      h(
        "p.hint",
        {},
        "You get an address and a key to type into the encoder. The key is shown once, right after this.",
      ),
    ],
    read: async () => ({ kind: "push" }),
  }),
  file: (draft) => {
    const file = h("input.input", { type: "file", accept: ACCEPTED.file });
    const url = h("input.input", {
      type: "text",
      inputmode: "url",
      value: draft.url ?? "",
      placeholder: "https://example.com/opener.mp4",
    });
    const loop = h("input", { type: "checkbox", checked: draft.loop ?? true });
    const [start, end] = [number(draft.in_s ?? 0), number(draft.out_s ?? 0)];
    return {
      fields: [
        field("Choose a file", file),
        field("or its address", url),
        h(
          "div.columns",
          {},
          field("Start at, s", start),
          field("End at, s", end, "0 plays to the end"),
          h("label.check", {}, loop, "Loop"),
        ),
      ],
      read: async (api, follow) => ({
        kind: "file",
        ...(await chosen(api, file, follow, url.value.trim(), draft)),
        loop: loop.checked,
        in_s: Number(start.value),
        out_s: Number(end.value),
      }),
    };
  },
  image: (draft) => {
    const file = h("input.input", { type: "file", accept: ACCEPTED.image });
    return {
      fields: [field("Choose a picture", file)],
      read: async (api, follow) => ({ kind: "image", ...(await chosen(api, file, follow, "", draft)) }),
    };
  },
  test: (draft) => {
    const pattern = select(
      [
        ["bars", "Bars"],
        ["waves", "Waves"],
      ],
      draft.pattern ?? "bars",
    );
    const sound = h("input", { type: "checkbox", checked: draft.sound ?? true });
    return {
      fields: [h("div.columns", {}, field("Picture", pattern), h("label.check", {}, sound, "With a beep each second"))],
      read: async () => ({ kind: "test", pattern: pattern.value, sound: sound.checked }),
    };
  },
  clock: (draft) => {
    const zone = h("input.input", {
      value: draft.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone ?? "UTC",
      required: true,
      list: "zones",
    });
    const title = h("input.input", { value: draft.title ?? "", maxlength: 80, placeholder: "London" });
    const zones = h(
      "datalist",
      { id: "zones" },
      ...(Intl.supportedValuesOf?.("timeZone") ?? []).map((one) => h("option", { value: one })),
    );
    return {
      fields: [h("div.columns", {}, field("Time zone", zone), field("Title", title)), zones],
      read: async () => ({ kind: "clock", zone: zone.value.trim(), title: title.value }),
    };
  },
};

/** An uploaded file wins over an address, an address over what was there; null takes the other one away. */
async function chosen(api, input, follow, url, draft) {
  const [file] = input.files;
  const other = (name) => (draft[name] ? { [name]: null } : {});
  if (file) return { asset: (await api.upload(file, follow)).id, ...other("url") };
  if (url) return { url, ...other("asset") };
  if (draft.asset) return { asset: draft.asset };
  throw new Error("Choose a file first.");
}

function timing(source) {
  const buffer = number(source.buffer_ms, { step: 10, max: 5000 });
  const hold = number(source.hold_ms, { step: 10, min: 100, max: 60000 });
  return {
    element: h(
      "div.columns",
      {},
      field("Buffer, ms", buffer, "More rides out a shaky line; less is nearer to live"),
      field("Hold, ms", hold, "How long the last picture is held before the slate"),
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
  openDialog(`Push to ${name}`, (close) =>
    h(
      "div.dialog-body",
      {},
      url && copyLine("Server", url),
      copyLine("Stream key", key, { secret: "Shown only now. If it gets lost, make a new one in the source's menu." }),
      h(
        "footer.dialog-foot",
        {},
        h("span.spring"),
        h("button.button.primary", { type: "button", onclick: close }, "Done"),
      ),
    ),
  );
}

export function openKeyDialog({ api }, source) {
  const url = source.input.url ?? "";
  openDialog(`Push to ${source.name}`, () =>
    h(
      "div.dialog-body",
      {},
      copyLine("Server", url.replace(/\/[^/]*$/, "")),
      h(
        "p.hint",
        {},
        "The key was shown once, when it was made. “New push key…” in the source's menu makes another; the old one then stops working.",
      ),
    ),
  );
}

export function rotateKey({ api, notices }, source) {
  openDialog(`New push key for ${source.name}`, (close) => {
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
      h("button.button", { type: "button" }, h("span.ring"), icon("lock"), "Hold to make a new key"),
      make,
    );
    return h(
      "div.dialog-body",
      {},
      h("p", {}, "Whoever sends with the old key is cut off and needs the new one."),
      h("footer.dialog-foot", {}, h("span.spring"), button),
    );
  });
}
