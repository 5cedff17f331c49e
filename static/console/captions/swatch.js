/** A caption over the programme's picture, about as it will look. */

import { gettext } from "../../i18n.js";
import { h, text } from "../widgets/h.js";
import { paintClean } from "./clean_picture.js";
import { fitted } from "../widgets/tiles.js";

const AGAIN_MS = 500;
const SAMPLES = {
  en: "The ferry leaves the harbour at six.",
  fr: "Le ferry quitte le port à six heures.",
  de: "Die Fähre verlässt den Hafen um sechs.",
  es: "El ferry sale del puerto a las seis.",
  ru: "Паром отходит из гавани в шесть часов.",
  uk: "Пором відходить із гавані о шостій.",
  zh: "渡轮六点钟离开港口。",
  zt: "渡輪六點鐘離開港口。",
  yue: "渡輪六點鐘離開港口。",
  ja: "フェリーは六時に港を出ます。",
  ko: "페리는 여섯 시에 항구를 떠납니다.",
  ar: "تغادر العبّارة الميناء في السادسة.",
  fa: "کشتی ساعت شش بندر را ترک می‌کند.",
  he: "המעבורת עוזבת את הנמל בשש.",
  ur: "فیری چھ بجے بندرگاہ سے روانہ ہوتی ہے۔",
  hi: "फ़ेरी छह बजे बंदरगाह से निकलती है।",
  th: "เรือข้ามฟากออกจากท่าเวลาหกโมง",
  el: "Το πλοίο φεύγει από το λιμάνι στις έξι.",
};

export function makeSwatch(app) {
  const canvas = h("canvas.swatch-picture", { "aria-hidden": "true" });
  const words = h("span.swatch-words", { dir: "auto" });
  const element = h(
    "div.swatch",
    { role: "img", "aria-label": gettext("About how a caption looks") },
    canvas,
    h("div.swatch-block", {}, words),
  );
  const paint = () => {
    paintClean(fitted(canvas, 640), app);
  };
  const timer = setInterval(paint, AGAIN_MS);
  requestAnimationFrame(paint);
  return {
    element,
    stop: () => clearInterval(timer),
    show: (code, style) => show(element, words, code, style, app.view.value.show),
  };
}

/** Sizes are fractions of the picture's height: `cqh` of the swatch. */
function show(element, words, code, style, show) {
  text(words, SAMPLES[code] ?? SAMPLES[code.split("-")[0]] ?? SAMPLES.en);
  words.lang = code;
  const h_ = (share) => `${(share * 100).toFixed(3)}cqh`;
  element.style.setProperty("aspect-ratio", `${show.canvas.width} / ${show.canvas.height}`);
  const look = {
    "font-family": style.font
      ? `"${style.font.replaceAll('"', "")}", "Noto Sans", sans-serif`
      : '"Noto Sans", "Noto Sans CJK SC", sans-serif',
    "font-size": h_(style.size),
    color: style.color,
    "background-color": style.box,
    "text-align": style.align,
    "-webkit-text-stroke": `${h_(style.outline * 2)} ${style.outline_color}`,
    "text-shadow": style.shadow
      ? `${h_(style.shadow)} ${h_(style.shadow)} ${h_(style.shadow)} ${style.outline_color}`
      : "none",
  };
  for (const [name, value] of Object.entries(look)) words.style.setProperty(name, value);
}
