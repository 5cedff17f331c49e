/** The captions: on or off, how they are doing, which languages, and the transcript. */

import { gettext, interpolate, pgettext } from "../../i18n.js";
import { told } from "../state/told.js";
import { mountChips } from "./chips.js";
import { openCaptionSettings, openModels } from "../sheets.js";
import { watchSetup } from "./setup.js";
import { saveCaptions } from "./saving.js";
import { mountTranscript } from "./transcript.js";
import { behind, FAR_BEHIND_S, headOf, meterText, settingsOf } from "./words.js";
import { wideButton } from "./wide.js";
import { attr, h, text } from "../widgets/h.js";

const WIDEST_S = 10;

export function mountCaptions(root, app) {
  const head = makeHead(app);
  const chips = h("div.caption-chips", {});
  const meter = makeMeter(app);
  const strip = h("p.caption-strip", { role: "status", hidden: true });
  root.append(head.element, chips, meter.element, strip);
  mountChips(chips, app);
  mountTranscript(root, app);
  const setup = watchSetup(app, () => draw());
  const draw = () => {
    const { value } = app.view;
    const now = headOf(value);
    attr(root, "data-state", now.state);
    head.show(now, value);
    meter.show(value.captions, now, value.editable);
    showStrip(strip, now, value, setup.latest);
  };
  app.view.watch(({ mode, show, captions, editable }) => [mode, show, captions, editable], draw);
}

function makeHead(app) {
  const lamp = h("i.lamp", {});
  const word = h("strong.caption-word", {});
  const sub = h("span.caption-sub", {});
  const power = h(
    "button.switch",
    { type: "button", role: "switch", "aria-label": gettext("Captions") },
    h("i.switch-knob"),
    h("span.switch-word", {}),
  );
  power.addEventListener("click", async () => {
    power.disabled = true;
    await saveCaptions(app, { on: power.getAttribute("aria-checked") !== "true" });
    power.disabled = !app.view.value.editable;
  });
  const show = ({ worry, word: big, text: words, state }, { show, captions, editable }) => {
    const { on } = settingsOf(show);
    attr(lamp, "data-worry", worry);
    text(word, big);
    const heard = () => told(captions.language_text) || gettext("language not known yet");
    text(sub, state === "listening" ? heard() : state === "failed" ? "" : words);
    attr(power, "aria-checked", on);
    text(power.lastChild, on ? pgettext("switch", "On") : pgettext("switch", "Off"));
    power.disabled = !editable;
  };
  return { element: h("div.caption-head", {}, lamp, h("div.caption-words", {}, word, sub), wideButton(), power), show };
}

/** How far behind, as a bar and in words, and who recognises. */
function makeMeter(app) {
  const bar = h("i.lag-bar", {});
  const words = h("span.lag-words", {});
  const who = h("span.recogniser-words", {});
  const models = h("button.button.quiet.small", { type: "button", onclick: () => openModels(app) }, gettext("Models"));
  const settings = h(
    "button.button.quiet.small",
    { type: "button", onclick: () => openCaptionSettings(app) },
    gettext("Settings"),
  );
  const lag = h(
    "div.lag",
    {
      role: "meter",
      "aria-label": gettext("How far captions are behind"),
      "aria-valuemin": 0,
      "aria-valuemax": WIDEST_S,
    },
    bar,
  );
  const show = (status, { state }, editable) => {
    settings.disabled = !editable;
    const now = state === "off" ? null : status;
    const lag_s = now?.lag_s ?? 0;
    bar.style.setProperty("--lag", Math.min(1, lag_s / WIDEST_S).toFixed(3));
    attr(lag, "data-worry", lag_s > FAR_BEHIND_S ? "bad" : "ok");
    attr(lag, "aria-valuenow", lag_s);
    attr(lag, "aria-valuetext", now ? behind(now) : gettext("not running"));
    text(words, now ? meterText(now) : gettext("Not running"));
    words.title = now ? workWords(now) : "";
    const recogniser = told(now?.recogniser?.text ?? "");
    text(who, recogniser);
    who.title = recogniser;
    attr(who, "data-demo", Boolean(now?.recogniser?.demo));
  };
  return { element: h("div.caption-meter", {}, lag, words, h("div.caption-tools", {}, who, models, settings)), show };
}

function workWords({ step_s: step, pass_cost_s: cost, speech_db }) {
  const words = gettext("A step every %(step)s s, which takes %(cost)s s; speech at %(level)s dB");
  return interpolate(words, { step, cost, level: Math.round(speech_db) });
}

function showStrip(strip, { state, worry, text: words, next }, { captions }, setup) {
  const [level, said] = stripOf({
    state,
    worry,
    words,
    next,
    hidden: state !== "off" && captions?.visible === false,
    setup,
  });
  strip.hidden = !said;
  attr(strip, "data-level", level);
  text(strip, said);
}

/** The one thing that stands between the director and captions in the picture. Pure. */
export function stripOf({ state, worry, words, next, hidden, setup }) {
  if (setup && setup.state !== "ready" && state !== "off" && state !== "listening")
    return setup.state === "failed" ? ["bad", told(setup.text)] : ["wait", setupWords(setup)];
  if (worry === "bad") return ["bad", [words, next].filter(Boolean).join(" ")];
  if (hidden) return ["bad", gettext("Hidden: viewers see no captions. “Show” brings them back.")];
  return ["wait", ""];
}

export const setupWords = ({ percent, text: words }) =>
  interpolate(gettext("%(what)s %(percent)s %"), { what: told(words), percent: Math.round(percent) });
