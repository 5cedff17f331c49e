/** Making and changing an overlay: its kind, look and place. Its live texts are edited on the console itself. */

import { gettext, interpolate } from "../../i18n.js";
import { careful } from "../editor/careful.js";
import { inHand } from "../editor/hands.js";
import { anchorName } from "../editor/words.js";
import { h } from "../widgets/h.js";
import { holdable } from "../widgets/hold.js";
import { field, select } from "../widgets/layer.js";
import { formSheet } from "../widgets/sheet.js";
import { formOf } from "../widgets/form.js";
import { uploadBar } from "../widgets/progress.js";
import { facts, kindOf } from "../state/facts.js";
import { motionFields } from "../overlays/motion.js";
import { patchOf, textNames } from "../state/live_texts.js";
import { risk } from "../state/pages.js";

export async function openOverlayDialog(app, known = null) {
  const { revision } = app.view.value;
  const overlay = known && (await stored(app, known));
  if (known && !overlay) return;
  const kind = overlay?.content.kind ?? facts.kinds.overlays[0].kind;
  const name = h("input.input", {
    value: overlay?.name ?? "",
    maxlength: 120,
    required: true,
    autofocus: true,
    placeholder: gettext("Lower third"),
  });
  const look = h("div.source-input", {});
  const place = h("div.source-input", {});
  const progress = uploadBar();
  const state = {};
  const choose = (next) => {
    const declared = kindOf("overlays", next);
    const same = overlay?.content.kind === next;
    state.kind = declared;
    state.form = formOf(declared.fields, same ? overlay.content : {}, app.view.value.show);
    state.place = placeFields(same ? overlay.rect : declared.rect);
    state.names = declared.any_fields ? namesInput(same ? overlay.fields : {}) : null;
    const warning = risk(next) && h("p.hint.warning", { role: "note" }, gettext(risk(next)));
    look.replaceChildren(...[...state.form.elements, state.names?.element, warning].filter(Boolean));
    place.replaceChildren(state.place.element);
  };
  const kinds = select(
    facts.kinds.overlays.map((one) => [one.kind, kindWords(one)]),
    kind,
    { onchange: ({ target }) => choose(target.value) },
  );
  choose(kind);
  const write = overlay && careful(app.api, `overlays/${overlay.id}`, overlay, revision);
  const motion = motionFields(overlay);
  const title = overlay ? interpolate(gettext("Edit %(name)s"), { name: overlay.name }) : gettext("Add an overlay");
  const sheet = formSheet(title, {
    action: overlay ? gettext("Save") : gettext("Add overlay"),
    body: [
      h("div.columns", {}, field(gettext("Name"), name), field(gettext("Kind"), kinds)),
      look,
      progress.element,
      place,
      motion.element,
    ],
    danger: overlay && ((close) => deleteButton(app, overlay, close)),
    save: async () => {
      const content = { kind: state.kind.kind, ...(await state.form.read(app.api, progress.follow)) };
      const fields = patchOf(overlay?.fields ?? {}, state.names?.read() ?? Object.keys(state.kind.texts));
      const body = { name: name.value.trim(), content, rect: state.place.read(), fields, ...motion.read() };
      return write ? write(body) : app.api.post("overlays", body);
    },
  });
  if (overlay) inHand(app, sheet, overlay.id);
}

const kindWords = ({ label, help }) =>
  interpolate(gettext("%(kind)s: %(help)s"), { kind: gettext(label), help: gettext(help) });

/** Which live texts a page is given; the director writes them on the console. */
function namesInput(fields) {
  const input = h("input.input", { value: Object.keys(fields).join(", "), placeholder: "home, away, score" });
  const help = gettext(
    "Names, with commas between them. The page is given their texts, which you write on the console",
  );
  return { element: field(gettext("Live texts"), input, help), read: () => textNames(input.value) };
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

const percent = (share, more = {}) =>
  h("input.input", { type: "number", step: 0.5, value: Math.round(share * 1000) / 10, ...more });

function placeFields(rect) {
  const anchor = select(
    facts.anchors.map((one) => [one, anchorName(one)]),
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
      field(gettext("Held at"), anchor),
      field(gettext("Across, %"), x),
      field(gettext("Down, %"), y),
      field(gettext("Width, %"), w),
      field(gettext("Height, %"), height),
    ),
    read: () => ({ anchor: anchor.value, x: share(x), y: share(y), w: share(w), h: share(height) }),
  };
}

function deleteButton({ api, notices }, overlay, close) {
  return holdable(h("button.button.quiet", { type: "button" }, h("span.ring"), gettext("Hold to delete")), async () => {
    try {
      await api.remove(`overlays/${overlay.id}`);
      close();
    } catch (error) {
      notices.say(error.message, "warning");
    }
  });
}
