/** What the schedule brings next, in a few words in the top line; and a question while somebody has the programme. */

import { gettext } from "../../i18n.js";
import { h, text } from "../../console/widgets/h.js";
import { questionOf, soonest, soonWords } from "./words.js";

const LOOK_MS = 60_000;

/** What comes next: on air the mixer says it, off air the stored entries do. `{entries(): Promise}` fetches those. */
export class Coming {
  constructor({ view, entries }) {
    Object.assign(this, { view, entries, stored: [], told: [] });
    const look = () => document.hidden || this.look();
    setInterval(look, LOOK_MS);
    view.watch(
      ({ connected, mode }) => [connected, mode],
      (connected) => connected && this.look(),
    );
  }

  async look() {
    this.stored = await this.entries().catch(() => this.stored); // without an answer those known stand
    for (const tell of this.told) tell();
  }

  first(now_ms = Date.now()) {
    const { mode, schedule } = this.view.value;
    return mode === "air" && schedule ? (schedule.next[0] ?? null) : soonest(this.stored, now_ms);
  }

  words() {
    return soonWords(this.first(), Date.now());
  }

  watch(tell) {
    this.told.push(tell);
    this.view.watch(({ schedule, mode }) => [schedule, mode], tell);
    setInterval(tell, 1000);
  }
}

/** A link to the schedule in the console's top line; it is there once something comes. */
export function makeLink({ addresses, coming }) {
  const words = h("span", {});
  const href = `${addresses.rundowns}#schedule`;
  const link = h("a.button.quiet.schedule-line", { href, title: gettext("Schedule of the show") }, words);
  coming.watch(() => {
    const now = coming.words();
    link.hidden = !now;
    text(words, now);
  });
  return link;
}

/** A card over the page, for directors, while the schedule and a hand both want the programme. */
export function mountQuestion(root, { view, ask }) {
  const words = h("p", {});
  const send = (verb) => root.dataset.occurrence && ask(verb, { occurrence: root.dataset.occurrence });
  const button = (name, verb) => h(`button.button${name}`, { type: "button", onclick: () => send(verb) });
  const yes = button(".primary", "schedule_now");
  const leave = button("", "schedule_skip");
  text(leave, gettext("Leave it out"));
  root.append(words, h("div.row", {}, yes, leave));
  const draw = () => {
    const { schedule, mode, rights } = view.value;
    const question = mode === "air" && rights.includes("operate") ? questionOf(schedule, Date.now()) : null;
    root.hidden = !question;
    root.dataset.occurrence = question?.occurrence ?? "";
    if (!question) return;
    text(words, question.text);
    text(yes, question.yes);
  };
  view.watch(({ schedule, mode, rights }) => [schedule, mode, rights], draw);
  setInterval(draw, 1000);
}
