/** A recording in the list: its words, what can be done with it, and the player that opens beneath. */

import { gettext, interpolate } from "../../i18n.js";
import { subtitleLinks } from "../captions/downloads.js";
import { settingsOf } from "../captions/words.js";
import { fraction } from "../state/words.js";
import { attr, h, icon, List, text } from "../widgets/h.js";
import { holdable } from "../widgets/hold.js";
import { menuItem, openMenu, select } from "../widgets/layer.js";
import { trimmer } from "./trim.js";
import { clipWords, recordingWords } from "./words.js";

export function makeRow(app, { id }) {
  const parts = {
    lamp: h("i.lamp"),
    name: h("b.recording-name", {}),
    words: h("span.dim", {}),
    play: h("button.button.small", { type: "button", "aria-expanded": "false" }, icon("play"), gettext("Play and cut")),
    more: h("button.button.quiet.icon-only", { type: "button", "aria-haspopup": "true" }, icon("more")),
    clips: h("ul.clip-rows", {}),
    place: h("div.recording-place", {}),
  };
  const head = h("div.out-row", {}, parts.lamp, h("div.out-words", {}, parts.name, parts.words), h("span.spring"));
  head.append(parts.play, parts.more);
  const row = h("li.recording-row", {}, head, parts.place, parts.clips);
  const clips = new List(parts.clips, { make: makeClip(app), update: showClip });
  parts.play.addEventListener("click", () => turn(app, row));
  parts.more.addEventListener("click", () => openRowMenu(app, row));
  return Object.assign(row, { parts, clips, id });
}

export function showRow(row, one) {
  row.one = one;
  const { lamp, name, words, play, more } = row.parts;
  attr(lamp, "data-worry", one.state === "recording" ? "bad" : one.state === "interrupted" ? "wait" : "off");
  text(name, one.name);
  text(words, recordingWords(one));
  play.hidden = one.parts.length === 0;
  attr(play, "aria-label", interpolate(gettext("Play and cut %(name)s"), { name: one.name }));
  attr(more, "aria-label", interpolate(gettext("Menu of %(name)s"), { name: one.name }));
  row.clips.show(one.clips);
  row.follow?.(one);
}

// -- playing and cutting ---------------------------------------------------------------------------

function turn(app, row) {
  const open = row.parts.place.childElementCount > 0;
  for (const other of row.parentElement.children) if (other.follow) close(other);
  if (!open) unfold(app, row);
}

function close(row) {
  row.parts.place.replaceChildren();
  row.follow = null;
  attr(row.parts.play, "aria-expanded", "false");
}

function unfold(app, row) {
  const { name, parts, editable } = row.one;
  const player = h("video.recording-player", {
    controls: true,
    preload: "metadata",
    playsinline: true,
    "aria-label": name,
  });
  const which = select(
    parts.map((_, at) => [String(at), interpolate(gettext("Part %(number)s"), { number: at + 1 })]),
    "0",
    { "aria-label": gettext("Part") },
  );
  which.hidden = parts.length < 2;
  const place = h("div.recording-cut", {});
  const choose = () => {
    const part = Number(which.value);
    player.src = row.one.parts[part].play;
    const cut = editable
      ? trimmer({ player, rate: fraction(app.view.value.show.canvas.rate), cut: cutter(app, row, part) })
      : null;
    place.replaceChildren(...(cut ? [cut.element] : []));
    row.follow = ({ parts: now }) => cut?.follow(now[part]?.seconds ?? 0);
    row.follow(row.one);
  };
  which.addEventListener("change", choose);
  row.parts.place.replaceChildren(which, player, place);
  attr(row.parts.play, "aria-expanded", "true");
  choose();
}

const cutter =
  ({ api, changed }, row, part) =>
  async (stretch) => {
    await api.post(`recordings/${row.id}/trim`, { part: part + 1, ...stretch });
    await changed();
  };

// -- its clips ---------------------------------------------------------------------------------------

const makeClip = ({ addresses }) => {
  return ({ name }) => {
    const parts = {
      words: h("span.dim", {}),
      bar: h("progress", { max: "1", "aria-label": name }),
      to: h("a.button.small", { hidden: true, href: addresses.files ?? "" }, gettext("Library")),
    };
    return Object.assign(
      h("li.out-row.clip-row", {}, h("b", {}, name), parts.words, parts.bar, h("span.spring"), parts.to),
      { parts },
    );
  };
};

function showClip({ parts }, clip) {
  text(parts.words, clipWords(clip));
  parts.words.classList.toggle("problem", clip.state === "failed");
  parts.bar.hidden = clip.state !== "running";
  parts.bar.value = clip.progress;
  parts.to.hidden = clip.state !== "done" || !parts.to.getAttribute("href");
}

// -- its menu ----------------------------------------------------------------------------------------

function openRowMenu(app, row) {
  const { name, parts, editable, directs, state } = row.one;
  const downloads = parts.map(({ download }, at) =>
    h(
      "a.menu-item",
      { href: download, download: "", data: { closes: "" } },
      parts.length > 1 ? interpolate(gettext("Download part %(number)s"), { number: at + 1 }) : gettext("Download"),
    ),
  );
  const links = subtitleLinks(app.addresses, settingsOf(app.view.value.show), row.id);
  const remove =
    directs &&
    state !== "recording" &&
    holdable(h("button.menu-item.danger", { type: "button" }, h("span.ring"), gettext("Hold to delete")), () =>
      removeIt(app, row),
    );
  const rename = editable && menuItem(gettext("Rename…"), () => renameIn(app, row));
  openMenu(
    row.parts.more,
    interpolate(gettext("Menu of %(name)s"), { name }),
    [...downloads, links, rename, remove && h("hr.menu-rule"), remove].filter(Boolean),
  );
}

function renameIn({ api, notices, changed }, row) {
  const input = h("input.input", { value: row.one.name, maxlength: 120, "aria-label": gettext("Name") });
  let over = false;
  const end = async (keep) => {
    if (over) return;
    over = true;
    input.replaceWith(row.parts.name);
    if (!keep || input.value.trim() === row.one.name) return;
    try {
      await api.patch(`recordings/${row.id}`, { name: input.value.trim() });
      await changed();
    } catch (error) {
      notices.say(error.message, "warning");
    }
  };
  input.addEventListener("keydown", (event) => {
    if (event.code !== "Enter" && event.code !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    end(event.code === "Enter");
  });
  input.addEventListener("blur", () => end(true));
  row.parts.name.replaceWith(input);
  input.focus();
  input.select();
}

async function removeIt({ api, notices, changed }, row) {
  document.querySelector(".menu:popover-open")?.hidePopover();
  try {
    await api.remove(`recordings/${row.id}`);
    notices.say(interpolate(gettext("%(name)s is deleted."), { name: row.one.name }));
    await changed();
  } catch (error) {
    notices.say(error.message, "warning");
  }
}
