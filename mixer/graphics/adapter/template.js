/** A CasparCG or SPX template, or a plain page: in a frame of its own, called by its global functions. */

import { report } from "./said.js";
import { xmlOf } from "./values.js";

const LOAD_MS = 5000;

/** The player of the page at `entry`; `plain` is one that nobody calls: it is shown and hidden. */
export async function openTemplate(stage, entry, { format, data }) {
  const plain = format === "page";
  if (plain) stage.dataset.plain = "off";
  const said = data === "xml" ? xmlOf : JSON.stringify;
  let frame = framed(stage, entry);
  let text = "{}";
  let left = false;

  /** A template that was stopped is played in another frame: it may have taken itself apart. */
  function fresh() {
    const old = frame;
    frame = framed(stage, entry);
    left = false;
    frame.call("update", text);
    frame.whenLoaded(() => old.remove());
  }

  function play({ step = 0, skip = false }) {
    if (left) fresh();
    else frame.call("update", text);
    frame.call("play");
    for (let number = 0; number < step; number++) frame.call("next");
    if (skip) frame.whenLoaded(finished);
    stage.dataset.plain &&= "on";
  }

  return {
    schema: undefined,
    steps: 1,
    async load(values) {
      text = said(values);
      await frame.loaded;
      frame.call("update", text);
    },
    update(values) {
      text = said(values);
      if (!left) frame.call("update", text);
      if (plain) frame.tell(values);
    },
    play,
    next: () => frame.call("next"),
    stop() {
      left = !plain;
      if (!frame.has("stop")) stage.style.visibility = plain ? "" : "hidden";
      frame.call("stop");
      stage.dataset.plain &&= "off";
    },
    custom: ({ id, payload }) => frame.call(id, payload),
  };

  /** Go to the end of every animation that has one. */
  function finished(window) {
    for (const one of window.document.getAnimations())
      if (Number.isFinite(one.effect?.getComputedTiming().endTime)) one.finish();
  }
}

/** A frame with the page in it. What is called before it is loaded is called then, in order. */
function framed(stage, entry) {
  const element = document.createElement("iframe");
  const waiting = [];
  let ready = false;
  const when = (act) => (ready ? act(element.contentWindow) : waiting.push(act));
  const loaded = new Promise((resolve) => {
    const begin = () => {
      if (ready) return;
      ready = true;
      element.contentWindow.addEventListener("error", ({ message }) => report("the template", message));
      element.contentWindow.addEventListener("unhandledrejection", ({ reason }) => report("the template", reason));
      for (const act of waiting.splice(0)) act(element.contentWindow);
      resolve();
    };
    element.addEventListener("load", begin, { once: true });
    setTimeout(begin, LOAD_MS);
  });
  element.src = entry;
  element.allowTransparency = true;
  stage.style.visibility = "";
  stage.append(element);
  return {
    loaded,
    whenLoaded: when,
    has: (name) => !ready || Boolean(functionOf(element.contentWindow, name)),
    call: (name, ...given) => when((window) => called(window, name, given)),
    tell: (detail) => when((window) => window.dispatchEvent(new window.CustomEvent("tally:fields", { detail }))),
    remove() {
      when((window) => called(window, "remove", []));
      element.remove();
    },
  };
}

function called(window, name, given) {
  try {
    const call = functionOf(window, name);
    if (call) Promise.resolve(call.apply(window, given)).catch((error) => report(`${name}()`, error));
  } catch (error) {
    report(`${name}()`, error);
  }
}

/** A global function, also one that was declared with const or let. */
function functionOf(window, name) {
  if (typeof window[name] === "function") return isBrowsersOwn(window[name], name) ? null : window[name];
  if (!/^[A-Za-z_$][\w$]*$/.test(name)) return null;
  return window.eval(`typeof ${name} === "function" ? ${name} : null`);
}

/** Every window has functions of its own, a `stop` among them. */
function isBrowsersOwn(call, name) {
  return String(call) === `function ${name}() { [native code] }`;
}
