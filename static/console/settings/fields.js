/** The fields of a show's settings, a function a group: each gives its element, and what it reads. */

import { gettext } from "../../i18n.js";
import { h } from "../widgets/h.js";
import { field, select } from "../widgets/layer.js";
import { PRESETS, RATES, rateWords, SIZES, standbyName, standbyOf, withNow, linesOf } from "./values.js";

const number = (value, min, max, step = 1) =>
  h("input.input", { type: "number", value, min, max, step, required: true });
const group = (title, ...elements) => h("fieldset.settings-group", {}, h("legend.label", {}, title), ...elements);
const check = (words, checked) => {
  const input = h("input", { type: "checkbox", checked });
  return { input, element: h("label.check", {}, input, words) };
};

/** Size, rate, bit rates, effort and delay. */
export function pictureFields({ canvas, encoding, captions }) {
  const now = `${canvas.width}x${canvas.height}`;
  const size = select(
    withNow(SIZES, now).map((one) => [one, one.replace("x", " × ")]),
    now,
  );
  const rate = select(
    withNow(RATES, canvas.rate).map((one) => [one, rateWords(one)]),
    canvas.rate,
  );
  const video = number(encoding.video_kbps, 100, 50_000, 50);
  const sound = number(encoding.audio_kbps, 32, 512, 8);
  const preset = select(
    PRESETS.map((one) => [one, one]),
    encoding.preset,
  );
  const delay = number(captions.delay_s, 0, 60, 0.5);
  const element = group(
    gettext("Picture and sound"),
    h("div.columns", {}, field(gettext("Size"), size), field(gettext("Frames a second"), rate)),
    h("div.columns", {}, field(gettext("Picture, kbit/s"), video), field(gettext("Sound, kbit/s"), sound)),
    h(
      "div.columns",
      {},
      field(gettext("Encoder's effort"), preset),
      field(gettext("Delay of the programme, s"), delay, gettext("Captions need some; without them 0.")),
    ),
    h(
      "p.hint",
      {},
      gettext("On air a new size, rate, bit rate or delay comes with the next take; players begin anew."),
    ),
  );
  const read = () => {
    const [width, height] = size.value.split("x").map(Number);
    return {
      canvas: { width, height, rate: rate.value },
      encoding: { video_kbps: Number(video.value), audio_kbps: Number(sound.value), preset: preset.value },
      captions: { delay_s: Number(delay.value) },
    };
  };
  return { element, read };
}

/** How the show begins, and what stands by. `read(api)` uploads a picture that was chosen. */
export function startFields({ start, standby, scenes, sources }) {
  const begin = select(
    [
      ["scene", gettext("A scene, as soon as it has its pictures")],
      ["picture", gettext("The start picture, until somebody takes")],
      ["black", gettext("Black, until somebody takes")],
    ],
    start.begin,
  );
  const scene = select([["", gettext("The first scene")], ...scenes.map(({ id, name }) => [id, name])], start.scene);
  const color = h("input.input", { type: "color", value: start.color.slice(0, 7) });
  const picture = h("input.input", { type: "file", accept: "image/*" });
  const without = check(gettext("Without a picture"), false);
  const kept = standbyName(standby);
  const stands = [
    ["", gettext("Black")],
    ...scenes.map(({ id, name }) => [`scene:${id}`, name]),
    ...sources.map(({ id, name }) => [`source:${id}`, name]),
    ...(kept.startsWith("asset:") ? [[kept, gettext("The file that was chosen")]] : []),
  ];
  const standing = select(stands, kept);
  const element = group(
    gettext("Start and standby"),
    field(gettext("The show starts on"), begin),
    field(gettext("Scene"), scene, gettext("Where it does not come by itself it is lined up on preview.")),
    h(
      "div.columns",
      {},
      field(start.asset ? gettext("Another start picture") : gettext("Start picture"), picture),
      field(gettext("On the colour"), color),
    ),
    start.asset && without.element,
    field(gettext("Standby (F8)"), standing),
  );
  const read = async (api) => {
    const [file] = picture.files;
    const asset = file ? (await api.upload(file, () => {}, true)).id : without.input.checked ? null : undefined;
    const tint = color.value === start.color.slice(0, 7) ? undefined : color.value;
    return {
      start: { begin: begin.value, scene: scene.value, color: tint, asset },
      standby: standing.value === kept ? undefined : standbyOf(standing.value),
    };
  };
  return { element, read };
}

/** Who may watch, and who runs rundowns. */
export function peopleFields({ private: closed, producers_run, embed_origins, template, wanted, rights }) {
  const seen = check(gettext("Private: only members, and who has a key, can watch"), closed);
  const run = check(gettext("Producers run what has the programme"), producers_run);
  const sites = h("textarea.input.lines", { rows: 2, spellcheck: false, placeholder: "https://www.example.org" });
  sites.value = embed_origins.join("\n");
  run.input.disabled = sites.disabled = !rights.includes("operate");
  const embed = field(gettext("Sites that may show the watch page in a frame, one a line"), sites);
  const like = check(gettext("A template: never on air, new shows are made of it"), template);
  like.input.disabled = wanted;
  const element = group(gettext("Who"), seen.element, run.element, like.element, embed);
  const read = () => ({
    private: seen.input.checked,
    producers_run: run.input.checked,
    template: like.input.checked,
    embed_origins: linesOf(sites.value),
  });
  return { element, read };
}
