/** Making and changing an overlay: its kind, look and place. Its live texts are edited on the console itself. */

import { h } from "../h.js";
import { holdable } from "../hold.js";
import { field, formDialog, select } from "../layer.js";

const ANCHORS = ["top-left", "top", "top-right", "left", "center", "right", "bottom-left", "bottom", "bottom-right"];
const STARTS = {
  text: { x: 0.05, y: 0.93, w: 0.5, h: 0.16, anchor: "bottom-left" },
  image: { x: 0.95, y: 0.06, w: 0.12, h: 0.12, anchor: "top-right" },
  clock: { x: 0.05, y: 0.06, w: 0.18, h: 0.08, anchor: "top-left" },
};

export async function openOverlayDialog(app, known = null) {
  const overlay = known && (await stored(app, known));
  if (known && !overlay) return;
  const kind = overlay?.content.kind ?? "text";
  const name = h("input.input", {
    value: overlay?.name ?? "",
    maxlength: 120,
    required: true,
    autofocus: true,
    placeholder: "Lower third",
  });
  const look = h("div.source-input", {});
  const place = h("div.source-input", {});
  const state = {};
  const choose = (next) => {
    state.kind = next;
    state.look = LOOKS[next](overlay?.content.kind === next ? overlay : null);
    state.place = placeFields(overlay?.content.kind === next ? overlay.rect : STARTS[next]);
    look.replaceChildren(...state.look.fields);
    place.replaceChildren(state.place.element);
  };
  const kinds = select(
    [
      ["text", "Text: a name strap or banner"],
      ["image", "Image: a logo"],
      ["clock", "Clock: the time of day"],
    ],
    kind,
    { onchange: ({ target }) => choose(target.value) },
  );
  choose(kind);
  formDialog(overlay ? `Edit ${overlay.name}` : "Add an overlay", {
    wide: true,
    action: overlay ? "Save" : "Add overlay",
    body: [h("div.columns", {}, field("Name", name), field("Kind", kinds)), look, place],
    danger: overlay && ((close) => deleteButton(app, overlay, close)),
    save: async () => {
      const { content, fields } = await state.look.read(app.api);
      const body = {
        name: name.value.trim(),
        content,
        rect: state.place.read(),
        fields: { ...fields, ...(overlay?.fields ?? {}) },
      };
      return overlay ? app.api.patch(`overlays/${overlay.id}`, body) : app.api.post("overlays", body);
    },
  });
}

/** The stored row: it names pictures as they were uploaded. */
async function stored({ api, notices }, { id }) {
  try {
    return await api.get(`overlays/${id}`);
  } catch (error) {
    notices.say(error.message, "warning");
    return null;
  }
}

const color = (value) => h("input.input", { type: "color", value: value.slice(0, 7) });
const percent = (share, more = {}) =>
  h("input.input", { type: "number", step: 0.5, value: Math.round(share * 1000) / 10, ...more });

const LOOKS = {
  text: (overlay) => {
    const now = overlay?.content ?? {
      style: "lower-third",
      color: "#ffffff",
      background: "#101418e6",
      accent: "#ff9f1c",
      size: 0.045,
      align: "left",
    };
    const style = select(
      [
        ["lower-third", "Lower third"],
        ["banner", "Banner"],
        ["plain", "Plain text"],
      ],
      now.style,
    );
    const align = select(
      [
        ["left", "Left"],
        ["center", "Centre"],
        ["right", "Right"],
      ],
      now.align,
    );
    const [ink, ground, accent] = [color(now.color), color(now.background), color(now.accent)];
    const size = percent(now.size, { min: 1, max: 50 });
    return {
      fields: [
        h("div.columns", {}, field("Style", style), field("Align", align), field("Size, % of height", size)),
        h("div.columns", {}, field("Text", ink), field("Box", ground), field("Accent", accent)),
      ],
      read: async () => ({
        content: {
          kind: "text",
          style: style.value,
          align: align.value,
          size: Number(size.value) / 100,
          color: ink.value,
          background: ground.value + (now.background.slice(7) || ""),
          accent: accent.value,
        },
        fields: { title: "", subtitle: "" },
      }),
    };
  },
  image: (overlay) => {
    const file = h("input.input", { type: "file", accept: "image/png,image/webp,image/*" });
    const opacity = percent(overlay?.content.opacity ?? 1, { min: 0, max: 100 });
    return {
      fields: [field("Choose a picture", file, "PNG with transparency looks best"), field("Opacity, %", opacity)],
      read: (api) => readImage(api, file, opacity, overlay),
    };
  },
  clock: (overlay) => {
    const now = overlay?.content ?? {
      zone: Intl.DateTimeFormat().resolvedOptions().timeZone ?? "UTC",
      format: "HH:MM:SS",
      color: "#ffffff",
      background: "#101418b3",
      size: 0.04,
    };
    const zone = h("input.input", { value: now.zone, required: true });
    const format = select(
      [
        ["HH:MM:SS", "21:04:31"],
        ["HH:MM", "21:04"],
      ],
      now.format,
    );
    const [ink, ground] = [color(now.color), color(now.background)];
    return {
      fields: [
        h(
          "div.columns",
          {},
          field("Time zone", zone),
          field("Shown as", format),
          field("Text", ink),
          field("Box", ground),
        ),
      ],
      read: async () => ({
        content: {
          ...now,
          kind: "clock",
          zone: zone.value.trim(),
          format: format.value,
          color: ink.value,
          background: ground.value + (now.background.slice(7) || ""),
        },
        fields: {},
      }),
    };
  },
};

async function readImage(api, input, opacity, overlay) {
  const [file] = input.files;
  const kept = overlay?.content.asset;
  if (!file && !kept) throw new Error("Choose a picture first.");
  const asset = file ? (await api.upload(file, () => {})).id : kept;
  return { content: { kind: "image", opacity: Number(opacity.value) / 100, asset }, fields: {} };
}

function placeFields(rect) {
  const anchor = select(
    ANCHORS.map((one) => [one, one.replace("-", " ")]),
    rect.anchor ?? "top-left",
  );
  const [x, y, w, height] = [
    percent(rect.x),
    percent(rect.y),
    percent(rect.w, { min: 1 }),
    percent(rect.h, { min: 1 }),
  ];
  const share = (input) => Number(input.value) / 100;
  return {
    element: h(
      "div.columns",
      {},
      field("Held at", anchor),
      field("Across, %", x),
      field("Down, %", y),
      field("Width, %", w),
      field("Height, %", height),
    ),
    read: () => ({ anchor: anchor.value, x: share(x), y: share(y), w: share(w), h: share(height) }),
  };
}

function deleteButton({ api, notices }, overlay, close) {
  return holdable(h("button.button.quiet", { type: "button" }, h("span.ring"), "Hold to delete"), async () => {
    try {
      await api.remove(`overlays/${overlay.id}`);
      close();
    } catch (error) {
      notices.say(error.message, "warning");
    }
  });
}
