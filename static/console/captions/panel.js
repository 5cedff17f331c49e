/** The captions: on or off, how they are doing, which languages, and the transcript. */

import { openCaptionSettings } from "./settings.js";
import { mountChips } from "./chips.js";
import { openModels } from "./models.js";
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
    meter.show(value.captions, now);
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
    { type: "button", role: "switch", "aria-label": "Captions" },
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
    text(
      sub,
      state === "listening" ? captions.language_text || "language not known yet" : state === "failed" ? "" : words,
    );
    attr(power, "aria-checked", on);
    text(power.lastChild, on ? "On" : "Off");
    power.disabled = !editable;
  };
  return { element: h("div.caption-head", {}, lamp, h("div.caption-words", {}, word, sub), wideButton(), power), show };
}

/** How far behind, as a bar and in words, and who recognises. */
function makeMeter(app) {
  const bar = h("i.lag-bar", {});
  const words = h("span.lag-words", {});
  const who = h("span.recogniser-words", {});
  const models = h("button.button.quiet.small", { type: "button", onclick: () => openModels(app) }, "Models");
  const settings = h(
    "button.button.quiet.small",
    { type: "button", onclick: () => openCaptionSettings(app) },
    "Settings",
  );
  const lag = h(
    "div.lag",
    { role: "meter", "aria-label": "How far captions are behind", "aria-valuemin": 0, "aria-valuemax": WIDEST_S },
    bar,
  );
  const show = (status, { state }) => {
    const told = state === "off" ? null : status;
    const lag_s = told?.lag_s ?? 0;
    bar.style.setProperty("--lag", Math.min(1, lag_s / WIDEST_S).toFixed(3));
    attr(lag, "data-worry", lag_s > FAR_BEHIND_S ? "bad" : "ok");
    attr(lag, "aria-valuenow", lag_s);
    attr(lag, "aria-valuetext", told ? behind(told) : "not running");
    text(words, told ? meterText(told) : "Not running");
    words.title = told
      ? `A step every ${told.step_s} s, which takes ${told.pass_cost_s} s; speech at ${Math.round(told.speech_db)} dB`
      : "";
    text(who, told?.recogniser?.text ?? "");
    who.title = told?.recogniser?.text ?? "";
    attr(who, "data-demo", Boolean(told?.recogniser?.demo));
  };
  return { element: h("div.caption-meter", {}, lag, words, h("div.caption-tools", {}, who, models, settings)), show };
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
    return setup.state === "failed" ? ["bad", setup.text] : ["wait", setupWords(setup)];
  if (worry === "bad") return ["bad", [words, next].filter(Boolean).join(" ")];
  if (hidden) return ["bad", "Hidden: viewers see no captions. C shows them again."];
  return ["wait", ""];
}

export const setupWords = ({ percent, text: words }) => `${words} ${Math.round(percent)} %`;
