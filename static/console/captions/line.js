/** One line of the transcript: its state, its texts, and what can still be done about it. */

import { changeable, editable, edits, stateWords, textsOf, whyFixed } from "./words.js";
import { attr, h, icon, text } from "../widgets/h.js";
import { gettext, interpolate } from "../../i18n.js";
import { wallClock } from "../state/time.js";
import { told } from "../state/told.js";

export function makeLine({ id, time }, app) {
  const parts = {
    time: h("time.line-time", {}, time ? wallClock(new Date(time * 1000)).time : ""),
    state: h("span.line-state", {}),
    reason: h("span.line-reason", {}),
    texts: h("div.line-texts", {}),
    edit: tool("edit", () => begin(row, app)),
    drop: tool("close", () => app.ask("caption_drop", { line: id })),
    restore: h(
      "button.button.quiet.small.line-restore",
      { type: "button", onclick: () => app.ask("caption_restore", { line: id }) },
      gettext("Bring back"),
    ),
  };
  const tools = h("span.line-tools", {}, parts.edit, parts.drop, parts.restore);
  const row = h(
    "li.line",
    { data: { id } },
    h("div.line-head", {}, parts.time, parts.state, parts.reason, tools),
    parts.texts,
  );
  return Object.assign(row, { parts, line: null, languages: null, form: null });
}

const tool = (sign, onclick) => h("button.button.quiet.small.icon-only", { type: "button", onclick }, icon(sign));

export function showLine(row, line, { languages, leaving, rate, corrects }) {
  const { parts } = row;
  text(parts.state, stateWords(line, leaving, rate));
  attr(row, "data-state", line.state);
  const fresh = row.line !== line || row.languages !== languages;
  Object.assign(row, { line, languages });
  if (fresh) {
    const reason = told(line.reason ?? "");
    text(parts.reason, reason);
    parts.reason.title = reason;
    if (!row.form) showTexts(row);
  }
  showTools(row, corrects);
}

function showTexts({ parts, line, languages }) {
  const rows = line.state === "gap" ? [] : textsOf(line, languages);
  parts.texts.replaceChildren(
    ...rows
      .filter(([, words]) => words)
      .map(([code, words, remark], at) =>
        h(
          at ? "p.line-text" : "p.line-text.said",
          {},
          h("span.line-code", {}, code),
          h("span.line-words", { dir: "auto", lang: code }, words),
          remark && h("span.line-remark", {}, remark),
        ),
      ),
  );
}

function showTools({ parts, line, form }, corrects) {
  const open = changeable(line);
  const why = whyFixed(line);
  parts.edit.hidden = line.state === "gap" || line.state === "dropped";
  // Not `disabled`: the reason must be reachable with the pointer and the keyboard.
  attr(parts.edit, "aria-disabled", !open || !corrects);
  attr(parts.edit, "aria-label", why ? interpolate(gettext("Edit: %(why)s"), { why }) : gettext("Edit this line"));
  parts.edit.title = why || gettext("Edit before it goes on air");
  parts.drop.hidden = !open;
  parts.drop.disabled = !corrects;
  attr(parts.drop, "aria-label", gettext("Drop this line"));
  parts.drop.title = gettext("Leave it out");
  parts.restore.hidden = line.state !== "dropped";
  parts.restore.disabled = !corrects;
  if (form) form.late(!open, why);
}

// -- editing ----------------------------------------------------------------------------------

function begin(row, app) {
  if (row.parts.edit.getAttribute("aria-disabled") === "true")
    return void app.notices.say(
      whyFixed(row.line) || gettext("Only the director of a running show can edit."),
      "warning",
    );
  if (row.form) return row.form.focus();
  const before = editable(row.line, row.languages);
  const inputs = new Map(before.map(([code, words]) => [code, area(code, words)]));
  const problem = h("p.line-problem", { role: "alert", hidden: true });
  const save = h("button.button.small.primary", { type: "submit" }, gettext("Save"));
  const cancel = h("button.button.quiet.small", { type: "button", onclick: () => end(row) }, gettext("Cancel"));
  const hint = h("span.hint", {}, gettext("Enter saves, Esc leaves it"));
  const form = h(
    "form.line-form",
    {},
    ...[...inputs].map(([code, input]) => h("label.line-field", {}, h("span.line-code", {}, code), input)),
    h("div.line-foot", {}, problem, h("div.row", {}, save, cancel, hint)),
  );
  const say = (words) => {
    problem.hidden = !words;
    text(problem, words);
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(row, app, before, inputs, say);
  });
  form.addEventListener("keydown", (event) => keys(event, form, row));
  row.form = {
    focus: () => inputs.values().next().value.focus(),
    late: (on, why) => {
      save.disabled = on;
      if (on) say(tooLateWords(why));
    },
  };
  row.parts.texts.replaceChildren(form);
  attr(row, "data-editing", true);
  for (const input of inputs.values()) grow(input);
  row.form.focus();
  form.scrollIntoView({ block: "nearest" });
}

function area(code, words) {
  return h("textarea.input", {
    rows: 1,
    maxlength: 1000,
    dir: "auto",
    lang: code,
    value: words,
    "aria-label": interpolate(gettext("Text in %(language)s"), { language: code }),
    oninput: ({ target }) => grow(target),
  });
}

function grow(input) {
  input.style.setProperty("block-size", "auto");
  input.style.setProperty("block-size", `${input.scrollHeight + 2}px`);
}

function keys(event, form, row) {
  if (event.isComposing) return; // Enter and Esc belong to the input method
  if (event.key === "Enter" && !event.shiftKey && event.target.matches("textarea")) {
    event.preventDefault();
    form.requestSubmit();
  } else if (event.key === "Escape") {
    event.preventDefault();
    event.stopPropagation();
    end(row);
  }
}

async function send(row, app, before, inputs, say) {
  let texts;
  try {
    texts = edits(before, Object.fromEntries([...inputs].map(([code, input]) => [code, input.value])));
  } catch (error) {
    return say(error.message);
  }
  if (!Object.keys(texts).length || (await app.ask("caption_edit", { line: row.line.id, texts }))) return end(row);
  const why = whyFixed(row.line);
  return say(why ? tooLateWords(why) : gettext("It was not saved. What you wrote is still here: try again."));
}

/** Why nothing of it was saved; what was written stays in its field. */
const tooLateWords = (why) => interpolate(gettext("Too late, so nothing was changed. %(why)s"), { why });

function end(row) {
  row.form = null;
  attr(row, "data-editing", false);
  showTexts(row);
  row.dispatchEvent(new Event("settled", { bubbles: true }));
  // The hands go back to the desk: the next Space is a CUT.
  document.activeElement?.blur();
}
