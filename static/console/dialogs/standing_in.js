/** What stands in for a source: an ordered chain, the rules by which it does, and how the source comes back. */

import { gettext, interpolate } from "../../i18n.js";
import { facts, kindOf } from "../state/facts.js";
import { formOf } from "../widgets/form.js";
import { h, icon } from "../widgets/h.js";
import { field, select } from "../widgets/layer.js";
import { formSheet } from "../widgets/sheet.js";
import { uploadBar } from "../widgets/progress.js";

const RULES = () => [
  ["no_data_s", gettext("No data for, s")],
  ["black_s", gettext("Black for, s")],
  ["frozen_s", gettext("Frozen for, s")],
  ["silent_s", gettext("Silent for, s")],
  ["low_rate_fps", gettext("Pictures a second under")],
  ["low_rate_s", gettext("that few for, s")],
  ["low_bit_rate_kbps", gettext("Data under, kb/s")],
  ["low_bit_rate_s", gettext("that little for, s")],
];

export async function openStandingIn(app, known) {
  const source = await app.api.get(`sources/${known.id}`).catch((error) => app.notices.say(error.message, "warning"));
  if (!source) return;
  const chain = { ...facts.fallback, ...source.fallback };
  const steps = stepsOf(chain.steps ?? [], app, source);
  const rules = rulesOf({ ...facts.fallback.on, ...chain.on });
  const back = select(
    [
      ["auto", gettext("by itself")],
      ["hand", gettext("by hand")],
    ],
    chain.back,
  );
  const clean = h("input.input", { type: "number", min: 0.5, max: 600, step: "any", value: chain.clean_s });
  formSheet(interpolate(gettext("What stands in for %(name)s"), { name: source.name }), {
    body: [
      h(
        "p.hint",
        {},
        gettext("When it fails, the first of these that is there shows in its place, everywhere it is shown."),
      ),
      steps.element,
      h("h3.label", {}, gettext("It has failed when")),
      rules.element,
      h("p.hint", {}, gettext("With 0 seconds a rule is off.")),
      h("div.columns", {}, field(gettext("It comes back"), back), field(gettext("Once clean for, s"), clean)),
      h(
        "p.hint",
        {},
        gettext("By itself no sooner than a minute after it was left, so a stream that flaps does not flicker."),
      ),
    ],
    action: gettext("Save"),
    save: async () => {
      const read = { steps: await steps.read(app.api), on: rules.read(), back: back.value };
      await app.api.patch(`sources/${source.id}`, { fallback: { ...read, clean_s: Number(clean.value) } });
    },
  });
}

function rulesOf(on) {
  const inputs = RULES().map(([name, words]) => [
    name,
    words,
    h("input.input", { type: "number", min: 0, step: "any", value: on[name], required: true }),
  ]);
  const columns = inputs.map(([, words, input]) => field(words, input));
  const rows = [columns.slice(0, 4), columns.slice(4)].map((row) => h("div.columns", {}, ...row));
  return {
    element: h("div.fallback-rules", {}, ...rows),
    read: () => ({ ...on, ...Object.fromEntries(inputs.map(([name, , input]) => [name, Number(input.value)])) }),
  };
}

function stepsOf(known, app, source) {
  const list = h("ol.fallback-steps", {});
  const made = [];
  const empty = h("p.empty", {}, gettext("Nothing stands in: its slate shows when it fails."));
  const tidy = () => {
    list.replaceChildren(...made.map(({ element }) => element));
    made.forEach(({ up }, at) => (up.disabled = at === 0));
    more.hidden = made.length >= facts.limits.fallback_steps;
    empty.hidden = made.length > 0;
  };
  const add = (step) => {
    const place = () => made.indexOf(one);
    const one = stepOf(step, app, source, {
      remove: () => (made.splice(place(), 1), tidy(), more.focus()),
      raise: () => (made.splice(place() - 1, 0, ...made.splice(place(), 1)), tidy(), one.up.focus()),
    });
    made.push(one);
    tidy();
  };
  const more = h(
    "button.button",
    { type: "button", onclick: () => add({ kind: "slate" }) },
    icon("plus"),
    gettext("Add one"),
  );
  tidy();
  known.forEach(add);
  if (!known.length) add({ kind: "input", input: { kind: "pull" } });
  return {
    element: h("div.fallback-chain", {}, empty, list, more),
    read: async (api) => {
      const steps = [];
      for (const one of made) steps.push(await one.read(api));
      return steps;
    },
  };
}

/** One of a chain. A kind of input is named by its kind, another source by its id. */
function stepOf(step, app, source, { remove, raise }) {
  const others = app.view.value.show.sources.filter(({ id }) => id !== source.id);
  const kinds = facts.kinds.sources.filter(({ keyed }) => !keyed);
  const options = [
    ...kinds.map(({ kind, label }) => [`input:${kind}`, gettext(label)]),
    ...others.map(({ id, name }) => [`source:${id}`, interpolate(gettext("Source: %(name)s"), { name })]),
    ["slate", gettext("Slate")],
  ];
  const chosen = { slate: "slate", source: `source:${step.source}`, input: `input:${step.input?.kind}` }[step.kind];
  const which = select(options, chosen, { "aria-label": gettext("What stands in") });
  const panel = h("div.fallback-input", {});
  let form = null;
  const choose = () => {
    const [kind, name] = which.value.split(":");
    const draft = step.input?.kind === name ? step.input : {};
    form = kind === "input" ? formOf(kindOf("sources", name).fields, draft) : null;
    panel.replaceChildren(...(form?.elements ?? []));
  };
  which.addEventListener("change", choose);
  choose();
  const { element: progress, follow } = uploadBar();
  const gone = h(
    "button.button.quiet.icon-only",
    { type: "button", "aria-label": gettext("Take it out of the chain"), onclick: remove },
    icon("close"),
  );
  const up = h(
    "button.button.quiet.icon-only",
    {
      type: "button",
      "aria-label": gettext("Try it before the one above"),
      title: gettext("Try it before the one above"),
      onclick: raise,
    },
    icon("up"),
  );
  return {
    up,
    element: h("li.fallback-step", {}, h("div.row", {}, which, up, gone), panel, progress),
    read: async (api) => {
      const [kind, name] = which.value.split(":");
      if (kind === "slate") return { kind };
      if (kind === "source") return { kind, source: name };
      return { kind: "input", input: { kind: name, ...(await form.read(api, follow)) } };
    },
  };
}
