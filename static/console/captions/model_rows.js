/** Models in groups and words. Pure. */

import { megabytes } from "../bytes.js";

const DEMO = "The demo pack comes with Tally and knows only the narration of the demo show. Install a model to caption anything else.";
const NET = "Installing fetches a model over the network once; without one, upload its file instead.";

export function groupsOf(models, filter) {
  const words = filter.trim().toLowerCase();
  const fits = ({ name, text }) => !words || `${name} ${text}`.toLowerCase().includes(words);
  const here = models.filter(({ state, removable }) => state !== "available" || removable);
  const away = models.filter((one) => !here.includes(one));
  return [
    { title: "On this server", note: here.some(({ demo }) => demo) ? DEMO : "", models: here.filter(fits) },
    { title: "Speech recognition", note: NET, models: away.filter(({ kind }) => kind === "speech").filter(fits) },
    { title: "Translation", note: "A pair for each direction; languages without a direct pair go by way of English.", models: away.filter(({ kind }) => kind === "translate").filter(fits) },
  ].filter(({ models: found }) => found.length);
}

export function modelWords({ state, text, bytes, progress, demo, engine }) {
  const size = bytes ? megabytes(bytes) : "";
  if (state === "installing") return { text: progress ? `installing, ${Math.round(progress * 100)} %` : "waiting to be installed", size };
  if (state === "failed") return { text: `not installed: ${text}`, size };
  return { text: [text, demo && !text.includes("demo") ? "demo" : "", engine === "openai-whisper" ? "openai-whisper" : ""].filter((one, at, all) => one && all.indexOf(one) === at).join(" · "), size };
}
