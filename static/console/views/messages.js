/** Messages to the floor: what to say, what was said, and who has read it. */

import { gettext, interpolate, listed } from "../../i18n.js";
import { fromWords } from "../../views/strip.js";
import { told } from "../state/told.js";
import { attr, h, List, text } from "../widgets/h.js";

const LENGTH_MOST = 200;

/** `leave` takes what is to be done when the sheet closes; `sends`: whether this seat may say anything. */
export function messagesPart(app, leave, sends) {
  const list = h("ol.views-messages", { "aria-label": gettext("Messages") });
  const empty = h("p.empty", {}, gettext("Nothing was sent yet."));
  const rows = new List(list, {
    make: ({ id }) => makeRow(app, id, sends),
    update: (row, message) => showRow(row, message),
  });
  leave.push(
    app.view.watch(
      ({ messages }) => [messages],
      (messages) => {
        rows.show(messages);
        empty.hidden = messages.length > 0;
      },
    ),
  );
  const again = setInterval(() => rows.show(app.view.value.messages), 30_000); // how long ago it was
  leave.push(() => clearInterval(again));
  return h("section.views-part", {}, h("h3", {}, gettext("Message to the floor")), sends && sendForm(app), empty, list);
}

function sendForm({ api }) {
  const words = h("input.input", {
    maxlength: LENGTH_MOST,
    required: true,
    autocomplete: "off",
    "aria-label": gettext("Message to the floor"),
    placeholder: gettext("Everybody who looks at a view reads it"),
  });
  const urgent = h("input", { type: "checkbox" });
  const send = h("button.button.primary", { type: "submit" }, gettext("Send"));
  const problem = h("p.problem", { role: "alert", hidden: true });
  const check = h("label.check", {}, urgent, gettext("Urgent"));
  const form = h("form.views-send", {}, words, h("div.row", {}, check, h("span.spring"), send), problem);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    send.disabled = true;
    problem.hidden = true;
    try {
      await api.post("messages", { text: words.value.trim(), urgent: urgent.checked });
      words.value = "";
      urgent.checked = false;
    } catch (error) {
      text(problem, told(error.message));
      problem.hidden = false;
    }
    send.disabled = false;
    words.focus();
  });
  return form;
}

function makeRow({ api, notices }, id, sends) {
  const back = h("button.button.quiet.small", { type: "button", hidden: !sends }, gettext("Take back"));
  back.addEventListener("click", async () => {
    try {
      await api.remove(`messages/${id}`);
    } catch (error) {
      notices.say(error.message, "warning");
    }
  });
  const parts = { words: h("b", {}), from: h("span.hint", {}), seen: h("span.views-seen", {}) };
  return Object.assign(h("li.views-message", {}, h("div", {}, parts.words, parts.from, parts.seen), back), { parts });
}

function showRow({ parts: { words, from, seen } }, message) {
  const readers = listed(message.seen.map(({ by }) => by));
  text(words, message.urgent ? interpolate(gettext("Urgent: %(text)s"), message) : message.text);
  text(from, fromWords(message, Date.now()));
  text(seen, readers ? interpolate(gettext("Seen by %(readers)s"), { readers }) : gettext("Nobody has read it yet"));
  attr(seen, "data-read", Boolean(readers));
}
