/** What AUTO does: its kind, how long, and what that kind uses: a way, a soft edge, a colour, a film. */

import { attr, h, icon } from "../widgets/h.js";
import { facts, kindOf } from "../state/facts.js";
import { latest } from "../link/latest.js";
import { secondsText } from "../state/time.js";
import { gettext, interpolate } from "../../i18n.js";
import { lasts_ms, LONGEST_MS, msIn, nextStep, SLANTING, STRAIGHT, waysOf, wayWords } from "./way.js";

/** `{element, show(desk, file, live)}` */
export function transitionSettings(app) {
  const kinds = kindButtons(app);
  const time = duration(app);
  const ways = wayButtons(app);
  const soft = softness(app);
  const color = dipColor(app);
  const film = filmChoice(app);
  const [rehearse, swap] = [rehearsal(app), swapping(app)];
  const element = h(
    "div.take-settings",
    {},
    kinds.element,
    h("div.row.take-row", {}, time.element, rehearse.element, swap.element),
    h("div.take-uses", {}, ways.element, soft.element, color.element, film.element),
  );
  const show = (desk, file, live) => {
    const uses = kindOf("transitions", desk.transition.kind)?.uses ?? [];
    for (const part of [kinds, time, ways, soft, color, film, rehearse, swap]) part.show({ desk, file, live, uses });
    element.lastElementChild.hidden = ![...element.lastElementChild.children].some((part) => !part.hidden);
  };
  return { element, show };
}

function kindButtons({ ask }) {
  const buttons = facts.kinds.transitions
    .filter(({ duration_ms: ms }) => ms)
    .map(({ kind, label, help }) =>
      choice(
        { data: { kind }, title: help && gettext(help), onclick: () => ask("transition", { kind }) },
        gettext(label),
      ),
    );
  return {
    element: h("div.segments.kinds", { role: "radiogroup", "aria-label": gettext("Transition") }, ...buttons),
    show: ({ desk }) => buttons.forEach((one) => check(one, one.dataset.kind === desk.transition.kind)),
  };
}

function choice(props, ...inside) {
  return h("button.segment", { type: "button", role: "radio", ...props }, ...inside);
}

const check = (button, on) => attr(button, "aria-checked", on);

/** Stepped, or typed in seconds. */
function duration({ ask, view, notices }) {
  const now_ms = () => lasts_ms(view.value.desk, []);
  const nudge = (way) => () => ask("transition", { duration_ms: nextStep(now_ms(), way) });
  const field = h("input.duration", {
    type: "text",
    inputmode: "decimal",
    "aria-label": gettext("Duration in seconds"),
    title: interpolate(gettext("Seconds, up to %(most)s"), { most: LONGEST_MS / 1000 }),
    onfocus: ({ target }) => target.select(),
    onchange: () => typed(),
    onkeydown: (event) => key(event),
  });
  const typed = () => {
    const ms = msIn(field.value);
    if (ms !== null) return ask("transition", { duration_ms: ms });
    const words = gettext("A duration is up to %(most)s seconds, such as 1.5. Nothing was changed.");
    notices.say(interpolate(words, { most: LONGEST_MS / 1000 }), "warning");
    field.value = secondsText(now_ms());
    return null;
  };
  const key = (event) => {
    if (event.key === "Escape") field.value = secondsText(now_ms());
    if (event.key === "Enter" || event.key === "Escape") field.blur(); // the next Space is CUT
  };
  const step = (words, way, sign) =>
    h("button.button.step", { type: "button", "aria-label": words, onclick: nudge(way) }, sign);
  const less = step(gettext("Shorter"), -1, "−");
  const more = step(gettext("Longer"), 1, "+");
  return {
    element: h("div.stepper", { role: "group", "aria-label": gettext("Duration") }, less, field, more),
    show: ({ desk, uses }) => {
      const ms = lasts_ms(desk, uses);
      const filmed = ms !== lasts_ms(desk, []);
      for (const part of [less, field, more]) part.disabled = filmed;
      if (document.activeElement !== field) field.value = secondsText(ms);
    },
  };
}

function wayButtons({ ask }) {
  const buttons = [...STRAIGHT, ...SLANTING].map((direction) =>
    choice(
      {
        "aria-label": wayWords(direction),
        title: wayWords(direction),
        data: { direction },
        onclick: () => ask("transition", { direction }),
      },
      icon(direction),
    ),
  );
  const element = h("div.segments.ways", { role: "radiogroup", "aria-label": gettext("Direction") }, ...buttons);
  return {
    element,
    show: ({ desk, uses }) => {
      const ways = waysOf(uses);
      element.hidden = !ways.length;
      for (const button of buttons) {
        button.hidden = !ways.includes(button.dataset.direction);
        check(button, button.dataset.direction === desk.transition.direction);
      }
    },
  };
}

function softness({ ask }) {
  const send = latest((value) => ask("transition", { softness: value }));
  const field = h("input", {
    type: "range",
    min: "0",
    max: "100",
    step: "5",
    "aria-label": gettext("Softness of the edge"),
    oninput: () => send(Number(field.value) / 100),
  });
  const element = h("label.softness", {}, h("span.label", {}, gettext("Softness")), field);
  return {
    element,
    show: ({ desk, uses }) => {
      element.hidden = !uses.includes("softness");
      const percent = String(Math.round((desk.transition.softness ?? 0) * 100));
      if (document.activeElement !== field && field.value !== percent) field.value = percent;
      attr(field, "aria-valuetext", interpolate(gettext("%(percent)s per cent"), { percent: field.value }));
    },
  };
}

function dipColor({ ask }) {
  const field = h("input.input", {
    type: "color",
    "aria-label": gettext("Colour of the dip"),
    onchange: ({ target }) => ask("transition", { color: target.value }),
  });
  const element = h("label.row.dip", {}, h("span.label", {}, gettext("through")), field);
  return {
    element,
    show: ({ desk, uses }) => {
      element.hidden = !uses.includes("color");
      if (document.activeElement !== field) field.value = desk.transition.color.slice(0, 7);
    },
  };
}

/** The source that a stinger plays, and when in it the pictures change. */
function filmChoice({ ask, notices, view }) {
  const film = h("select.input", {
    "aria-label": gettext("Film"),
    title: gettext("A source of the show, such as a file with transparency"),
    onchange: () => film.value && ask("transition", { film: film.value }),
  });
  const cut = h("input.input.cut-ms", {
    type: "text",
    inputmode: "decimal",
    "aria-label": gettext("Cut point in seconds"),
    title: gettext("So far into the film the new picture is beneath it"),
    onchange: () => cutAt(),
    onkeydown: ({ key }) => key === "Enter" && cut.blur(),
  });
  const cutAt = () => {
    const ms = msIn(cut.value);
    if (ms !== null) return ask("transition", { cut_ms: ms });
    notices.say(gettext("A cut point is in seconds, such as 0.5. Nothing was changed."), "warning");
    cut.value = secondsText(view.value.desk.transition.cut_ms ?? 0);
    return null;
  };
  const element = h("div.film", {}, film, h("label", {}, h("span.label", {}, gettext("cut at")), cut));
  let offered = null;
  return {
    element,
    show: ({ desk, file, uses }) => {
      element.hidden = !uses.includes("film");
      if (element.hidden) return;
      if (offered !== file.sources) {
        offered = file.sources;
        film.replaceChildren(
          h("option", { value: "" }, gettext("Choose a film…")),
          ...offered.map(({ id, name }) => h("option", { value: id }, name)),
        );
      }
      if (document.activeElement !== film) film.value = desk.transition.film ?? "";
      if (document.activeElement !== cut) cut.value = secondsText(desk.transition.cut_ms ?? 0);
    },
  };
}

function rehearsal({ ask }) {
  const element = h(
    "button.button.rehearse-transition",
    {
      type: "button",
      "aria-label": gettext("Rehearse the transition on preview"),
      title: gettext("Rehearse the transition: it plays on preview alone"),
      onclick: () => ask("rehearse_transition"),
    },
    icon("play"),
  );
  return {
    element,
    show: ({ desk, live }) => {
      attr(element, "aria-pressed", Boolean(live && desk.rehearsal));
      element.disabled = Boolean(desk.running);
    },
  };
}

function swapping({ ask, view }) {
  const element = h(
    "button.button.swap",
    {
      type: "button",
      "aria-label": gettext("Swap after a take"),
      onclick: () => ask("transition", { swap: view.value.desk.transition.swap === false }),
    },
    icon("swap"),
  );
  return {
    element,
    show: ({ desk }) => {
      const on = desk.transition.swap !== false;
      attr(element, "aria-pressed", on);
      const words = on
        ? gettext("After a take, preview has what was on program")
        : gettext("After a take, preview stays as it was lined up");
      attr(element, "title", words);
    },
  };
}

/** What AUTO says of itself: the kind's name and how long it takes. */
export function autoWords(desk) {
  const kind = kindOf("transitions", desk.transition.kind);
  if (!kind) return "";
  const values = { transition: gettext(kind.label), duration: secondsText(lasts_ms(desk, kind.uses)) };
  return interpolate(gettext("%(transition)s %(duration)s"), values);
}
