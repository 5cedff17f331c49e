/** Models in groups and words. Pure. */

import { gettext, interpolate, pgettext } from "../../i18n.js";
import { nameOfLanguage } from "./languages.js";
import { megabytes } from "../state/bytes.js";
import { told } from "../state/told.js";

const DEMO = () =>
  gettext(
    "The demo pack comes with Tally and knows only the narration of the demo show. " +
      "Install a model to caption anything else.",
  );
const NET = () => gettext("Installing fetches a model over the network once; without one, upload its file instead.");

/** What a model is called: a translation by its languages. */
export function titleOf({ name }) {
  const [, from, to] = /^translate-([a-z]+)_([a-z]+)$/.exec(name) ?? [];
  if (!from) return name;
  return interpolate(pgettext("languages", "%(from)s to %(to)s"), {
    from: nameOfLanguage(from),
    to: nameOfLanguage(to),
  });
}

export function groupsOf(models, filter) {
  const words = filter.trim().toLowerCase();
  const fits = (one) => !words || `${one.name} ${titleOf(one)} ${one.text}`.toLowerCase().includes(words);
  const here = models
    .filter(({ state, removable }) => state !== "available" || removable)
    .sort((one, other) => (one.kind === "speech" ? 0 : 1) - (other.kind === "speech" ? 0 : 1));
  const away = models.filter((one) => !here.includes(one));
  return [
    { title: gettext("On this server"), note: here.some(({ demo }) => demo) ? DEMO() : "", models: here.filter(fits) },
    {
      title: gettext("Speech recognition"),
      note: NET(),
      models: away.filter(({ kind }) => kind === "speech").filter(fits),
    },
    {
      title: gettext("Translation"),
      note: gettext("A pair for each direction; languages without a direct pair go by way of English."),
      models: away.filter(({ kind }) => kind === "translate").filter(fits),
    },
  ].filter(({ models: found }) => found.length);
}

export function modelWords(model) {
  const { text, size } = wordsOf(model);
  const title = titleOf(model);
  const repeats = title !== model.name && [title, told(model.text)].includes(text); // a pair is said but once
  return { text: repeats ? model.name : text, size };
}

function wordsOf({ state, text, bytes, progress, demo, engine, begun, waits_for }) {
  const size = bytes ? megabytes(bytes) : "";
  if (state === "installing" && (begun || progress))
    return { text: interpolate(gettext("installing, %(percent)s %"), { percent: Math.round(progress * 100) }), size };
  if (state === "installing") return { text: waitingWords(waits_for), size };
  if (state === "failed") return { text: interpolate(gettext("not installed: %(why)s"), { why: told(text) }), size };
  return {
    text: [
      told(text),
      demo && !text.includes("demo") ? gettext("demo") : "",
      engine === "openai-whisper" ? "openai-whisper" : "",
    ]
      .filter((one, at, all) => one && all.indexOf(one) === at)
      .join(" · "),
    size,
  };
}

function waitingWords(why) {
  if (!why) return gettext("waiting to be installed");
  return interpolate(gettext("waiting to be installed: %(why)s"), { why: told(why) });
}
