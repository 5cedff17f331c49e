/** Models in groups and words. Pure. */

import { nameOfLanguage } from "./languages.js";
import { megabytes } from "../state/bytes.js";

const DEMO =
  "The demo pack comes with Tally and knows only the narration of the demo show. " +
  "Install a model to caption anything else.";
const NET = "Installing fetches a model over the network once; without one, upload its file instead.";

/** What a model is called: a translation by its languages. */
export function titleOf({ name }) {
  const [, from, to] = /^translate-([a-z]+)_([a-z]+)$/.exec(name) ?? [];
  return from ? `${nameOfLanguage(from)} to ${nameOfLanguage(to)}` : name;
}

export function groupsOf(models, filter) {
  const words = filter.trim().toLowerCase();
  const fits = (one) => !words || `${one.name} ${titleOf(one)} ${one.text}`.toLowerCase().includes(words);
  const here = models
    .filter(({ state, removable }) => state !== "available" || removable)
    .sort((one, other) => (one.kind === "speech" ? 0 : 1) - (other.kind === "speech" ? 0 : 1));
  const away = models.filter((one) => !here.includes(one));
  return [
    { title: "On this server", note: here.some(({ demo }) => demo) ? DEMO : "", models: here.filter(fits) },
    { title: "Speech recognition", note: NET, models: away.filter(({ kind }) => kind === "speech").filter(fits) },
    {
      title: "Translation",
      note: "A pair for each direction; languages without a direct pair go by way of English.",
      models: away.filter(({ kind }) => kind === "translate").filter(fits),
    },
  ].filter(({ models: found }) => found.length);
}

export function modelWords(model) {
  const told = wordsOf(model);
  return { ...told, text: told.text === titleOf(model) ? model.name : told.text };
}

function wordsOf({ state, text, bytes, progress, demo, engine, begun, waits_for }) {
  const size = bytes ? megabytes(bytes) : "";
  if (state === "installing" && (begun || progress))
    return { text: `installing, ${Math.round(progress * 100)} %`, size };
  if (state === "installing") return { text: ["waiting to be installed", waits_for].filter(Boolean).join(": "), size };
  if (state === "failed") return { text: `not installed: ${text}`, size };
  return {
    text: [text, demo && !text.includes("demo") ? "demo" : "", engine === "openai-whisper" ? "openai-whisper" : ""]
      .filter((one, at, all) => one && all.indexOf(one) === at)
      .join(" · "),
    size,
  };
}
