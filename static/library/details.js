/** The chosen file: played in place, what it is made of, where it is used, and what can be done with it. */

import { gettext, interpolate, place } from "../i18n.js";
import { told } from "../console/state/told.js";
import { h, icon } from "../console/widgets/h.js";
import { askName, askToDelete, askWhere } from "./dialogs.js";
import { factsOf, kindWords, lengthWords, sizeWords, stateOf, useWords } from "./words.js";

export function mountDetails(root, app) {
  const { shelf } = app;
  let shown = "";
  shelf.watch(() => {
    const file = shelf.chosen();
    const sign = JSON.stringify([file, shelf.state.place.recordings]);
    if (sign === shown) return;
    shown = sign;
    if (!file) return root.replaceChildren(...nothingChosen(shelf));
    // What plays goes on playing while its figures change.
    const player = root.firstElementChild?.dataset?.of === file.id ? root.firstElementChild : playerOf(file);
    root.replaceChildren(player, ...(file.show ? recordingDetails(file, app, player) : fileDetails(file, app)));
    return undefined;
  });
}

function nothingChosen({ may }) {
  const keys = {
    "/": gettext("search"),
    "← ↑ ↓ →": gettext("choose"),
    Enter: gettext("play"),
    F2: gettext("rename"),
    Delete: gettext("delete"),
  };
  return [
    h("h2", {}, gettext("Nothing chosen")),
    h(
      "p.dim",
      {},
      may ? gettext("Choose a file to play it and to see what it is.") : gettext("Choose a recording to play it."),
    ),
    h(
      "dl.key-list",
      {},
      ...Object.entries(keys).flatMap(([key, does]) => [h("dt", {}, h("kbd", {}, key)), h("dd", {}, does)]),
    ),
  ];
}

// -- playing ---------------------------------------------------------------------------------------

function playerOf(file) {
  const box = h("div.player", { data: { of: file.id } });
  const address = file.show ? file.parts[0]?.play : `/library/${encodeURIComponent(file.id)}/file`;
  if (file.state === "refused" || !address) box.append(h("div.player-none", {}, icon("alert")));
  else if (file.kind === "bundle") box.append(h("div.player-none", {}, icon("overlay")));
  else if (file.kind === "subtitles") box.append(h("div.player-none", {}, icon("captions")));
  else if (file.kind === "document") box.append(...pagesOf(file));
  else if (file.kind === "image") box.append(h("img", { src: address, alt: file.name }));
  else box.append(media(file, address));
  return box;
}

const FIRST_PAGES = 12;

/** A document's first pages; the rest are seen where they are turned. */
function pagesOf(file) {
  if (file.state !== "ready") return [h("div.player-none", {}, icon("list"))];
  const numbers = Array.from({ length: Math.min(file.pages ?? 0, FIRST_PAGES) }, (_, at) => at + 1);
  const address = (number) => `/library/${encodeURIComponent(file.id)}/pages/${number}/320.jpg`;
  return numbers.map((number) =>
    h("img.document-page", {
      src: address(number),
      alt: interpolate(gettext("Page %(page)s"), { page: number }),
      loading: "lazy",
    }),
  );
}

function media({ kind, thumbnail, name }, src) {
  const tag = kind === "audio" ? "audio" : "video";
  const element = h(tag, { controls: true, preload: "metadata", src, poster: thumbnail, "aria-label": name });
  const cannot = h(
    "p.hint",
    { hidden: true },
    gettext("This browser cannot play it; the studio can. Download it to hear or see it."),
  );
  element.addEventListener("error", () => (cannot.hidden = false));
  return h("div", {}, element, cannot);
}

// -- an uploaded file ------------------------------------------------------------------------------

function fileDetails(file, app) {
  const said = stateOf(file);
  const used = h("div.used", {});
  const remove = h(
    "button.button.quiet",
    { type: "button", hidden: true, onclick: () => askToDelete(app, file) },
    gettext("Delete…"),
  );
  app.attempt(async () => {
    const detail = await app.api.files.get(`/${file.id}`);
    remove.hidden = !detail.may_delete;
    used.replaceChildren(...usedWords(detail.used_in));
  });
  return [
    h("h2.details-name", {}, file.name),
    h("p.dim", {}, whereWords(file)),
    file.state === "refused" && h("p.problem", {}, refusedWords(file)),
    said && said.level === "wait" && h("p.hint", {}, interpolate(gettext("%(doing)s…"), { doing: said.text })),
    facts(factsOf(file)),
    used,
    h(
      "div.details-does",
      {},
      button(gettext("Rename"), () => askName(app, file)),
      button(gettext("Move…"), () => askWhere(app, file)),
      h("a.button", { href: `/library/${encodeURIComponent(file.id)}/file`, download: file.name }, gettext("Download")),
      remove,
    ),
  ].filter(Boolean);
}

function whereWords({ kind, folder }) {
  if (!folder) return kindWords(kind);
  return interpolate(gettext("%(kind)s in %(folder)s"), { kind: kindWords(kind), folder });
}

function refusedWords({ refused_why: why }) {
  return interpolate(gettext("Cannot be used: %(why)s"), { why: why ? told(why) : gettext("it cannot be read") });
}

const button = (words, onclick) => h("button.button", { type: "button", onclick }, words);
const facts = (lines) =>
  h("dl.facts", {}, ...lines.flatMap(([label, words]) => [h("dt", {}, label), h("dd", {}, words)]));

function usedWords(uses) {
  if (!uses.length) return [h("p.dim", {}, gettext("Used nowhere."))];
  return [
    h("h3.dialog-sub", {}, gettext("Used in")),
    h("ul.used-in", {}, ...uses.map((use) => h("li", {}, useWords(use)))),
  ];
}

// -- a recording -----------------------------------------------------------------------------------

function recordingDetails(file, app, player) {
  const directs = file.rights.includes("operate");
  const began = new Date(file.started_at).toLocaleString(place());
  const [length, size] = [lengthWords(file.seconds), sizeWords(file.bytes)];
  const lines = [
    [gettext("Show"), file.show_name],
    [gettext("Begun"), began],
    [gettext("Length"), length],
    [gettext("Size"), size],
  ];
  const said = stateOf(file);
  return [
    h("h2.details-name", {}, file.name),
    said && h("p.hint", {}, said.text),
    facts(lines),
    h("ul.parts", {}, ...file.parts.map((part, at) => partRow(part, at, file, player))),
    h(
      "div.details-does",
      {},
      file.rights.includes("edit") && button(gettext("Rename"), () => askName(app, file)),
      directs && file.state !== "recording" && button(gettext("Delete…"), () => askToDelete(app, file)),
    ),
  ].filter(Boolean);
}

function partRow({ play, download, seconds }, at, { parts }, player) {
  const element = player.querySelector("video");
  const start = () => {
    element.src = play;
    element.play();
  };
  const number = at + 1;
  const several = parts.length > 1;
  const words = several ? interpolate(gettext("Part %(number)s"), { number }) : gettext("The file");
  const playWords = several ? interpolate(gettext("Play part %(number)s"), { number }) : gettext("Play");
  return h(
    "li.row",
    {},
    h("span", {}, words),
    h("span.dim", {}, lengthWords(seconds)),
    h("span.spring"),
    button(playWords, start),
    h("a.button", { href: download, download: "" }, gettext("Download")),
  );
}
