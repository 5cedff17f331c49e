/** An OGraf graphic: a custom element, under a name of our own, since its id need be no name of a tag. */

import { done, LATE, report, within } from "./said.js";

const LOAD_MS = 5000;

/** The player of the graphic whose manifest lies at `entry`. Rejects where there is none that can be played. */
export async function openOgraf(stage, entry, { fps }) {
  const address = new URL(entry, location.href);
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`there is no manifest at ${entry}`);
  const manifest = await answer.json();
  const { default: Graphic } = await import(new URL(manifest.main, address));
  if (!(Graphic?.prototype instanceof HTMLElement)) throw new Error(`${manifest.main} exports no HTMLElement`);
  const element = document.createElement(defined(manifest, Graphic));
  stage.append(element);
  return playerOf(element, manifest, stage, fps);
}

/** The tag's name, defined once a document. A class may stand for one name only, so ours extends it. */
function defined({ id, version = "" }, Graphic) {
  const name = `tally-graphic-${hash(`${id}\n${version}`)}`;
  if (!customElements.get(name)) customElements.define(name, class extends Graphic {});
  return name;
}

function hash(text) {
  let sum = 0x811c9dc5;
  for (const sign of text) sum = Math.imul(sum ^ sign.codePointAt(0), 0x01000193) >>> 0;
  return sum.toString(36);
}

function playerOf(element, manifest, stage, fps) {
  const steps = manifest.stepCount ?? 1;
  const ask = (verb, params) => done(verb, () => element[verb](params));
  const goTo = (step) => (steps < 0 && !step ? { delta: 1 } : { goto: step });
  return {
    schema: manifest.schema,
    steps,
    async load(data) {
      const resolution = { width: stage.clientWidth, height: stage.clientHeight };
      const renderCharacteristics = { resolution, frameRate: fps, accessToPublicInternet: true };
      const loaded = element.load({ data, renderType: "realtime", renderCharacteristics });
      const result = await within(LOAD_MS, Promise.resolve(loaded));
      if (result === LATE) report("load", `not done after ${LOAD_MS / 1000} s`);
      else if (result?.statusCode >= 400) report("load", result.statusMessage ?? `status ${result.statusCode}`);
    },
    update: (data) => ask("updateAction", { data, skipAnimation: false }),
    play: ({ step = 0, skip = false }) => ask("playAction", { ...goTo(step), skipAnimation: skip }),
    next: ({ step }) => ask("playAction", { ...(steps < 0 ? { delta: 1 } : { goto: step }), skipAnimation: false }),
    stop: () => ask("stopAction", { skipAnimation: false }),
    custom: ({ id, payload }) => ask("customAction", { id, payload, skipAnimation: false }),
  };
}
