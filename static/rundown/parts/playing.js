/** Who has the programme, what plays, how long still, what comes: large, and the commands beside it. */

import { gettext, interpolate } from "../../i18n.js";
import { holdable } from "../../console/widgets/hold.js";
import { clipTime, leftText, wallClock } from "../../console/state/time.js";
import { html, nothing, render } from "../lit.js";
import { ms } from "../plain/moments.js";
import { nowName, shareOf, untilS, urgencyOf, whoHas } from "../plain/playing.js";
import { endOf, topOf } from "../plain/rows.js";
import { commandsOf } from "./commands.js";

export function mountPlaying(root, app) {
  const draw = () => {
    const { rundown, mode } = app.view.value;
    const { who, title, note } = whoHas(rundown, mode === "air");
    root.dataset.who = who;
    root.hidden = !app.view.value.known;
    render(playingOf(app, rundown, { title, note }), root);
    const stop = root.querySelector(".stop-rundown:not(.hold)");
    if (stop) holdable(stop, () => app.ask("rundown_stop"));
  };
  app.view.watch(({ rundown, mode, live, known }) => [rundown, mode, live, known], draw);
  app.work.watch(({ run, runs }) => [run, runs], draw);
  app.rows.watch(({ all }) => [all], draw);
  setInterval(draw, 250);
}

function playingOf(app, rundown, { title, note }) {
  return html`
    <div class="who" role="status">
      <strong class="who-title">${title}</strong>
      <span class="who-note">${note}</span>
    </div>
    ${rundown?.now ? nowOf(app, rundown) : html`<div class="now now-none">${noneWords(app)}</div>`}
    ${rundown ? comingOf(app, rundown) : nothing}
    <div class="commands" ?inert=${!app.view.value.live}>${commandsOf(app, rundown)}</div>
  `;
}

function noneWords({ view, work }) {
  if (view.value.mode !== "air")
    return gettext("Put the show on air in its console. Rundowns can be prepared before that.");
  if (!work.value.id) return gettext("Open a rundown to start it.");
  return gettext("Nothing of a rundown is on air.");
}

function nowOf(app, { now, has_programme: has, state, rundown }) {
  const { frame, rate } = app;
  const [at, fps] = [frame(), rate()];
  const left_s = untilS(now.end_frame, at, fps);
  const share = shareOf(now, at, fps);
  return html`<div class="now" data-urgency=${has && state === "playing" ? urgencyOf(left_s) : "calm"}>
    <span class="label">${has ? gettext("Now") : gettext("Would be playing")}</span>
    ${now.item && rundown === app.work.value.id ? shownName(app, now) : html`<b class="now-name">${nowName(now)}</b>`}
    <output class="now-left">${left_s === null ? gettext("open end") : leftText(left_s)}</output>
    <span class="now-bar"><i .style=${`inline-size: ${((share ?? 0) * 100).toFixed(1)}%`}></i></span>
  </div>`;
}

/** Pressed, it shows its row: of a thousand. */
function shownName(app, { item, name }) {
  const show = () => {
    app.set({ tab: "list", look: { search: "", kind: "", only: "" } });
    app.list.show(topOf(item));
  };
  return html`<button type="button" class="now-name" title=${gettext("Show it in the list")} @click=${show}>
    ${nowName({ item, name })}
  </button>`;
}

function comingOf({ frame, rate, rows, work }, { next, fixed, rundown, skipping }) {
  const [at, fps] = [frame(), rate()];
  const first = next[0];
  const end = rundown === work.value.id && !work.value.dry ? endOf(rows.value.all) : null;
  const zone = work.value.run?.zone;
  const fixedAt = fixed && wallClock(new Date(ms(fixed.utc)), zone).time;
  return html`<dl class="coming">
    <dt>${gettext("Next")}</dt>
    <dd data-skipped=${skipping ? "yes" : "no"}>
      ${first ? html`<b>${first.name}</b>${stateOf(first)}` : gettext("nothing")}
    </dd>
    <dt>${gettext("Next fixed time")}</dt>
    <dd>
      ${fixed ? html`<b>${fixedAt}</b> ${fixed.name}, ${inWords(untilS(fixed.start_frame, at, fps))}` : gettext("none")}
    </dd>
    ${
      end
        ? html`<dt>${gettext("All of it")}</dt>
            <dd>${interpolate(gettext("%(left)s left, until %(time)s"), remaining(end, zone))}</dd>`
        : nothing
    }
  </dl>`;
}

const remaining = (end, zone) => ({
  left: clipTime((end - Date.now()) / 1000),
  time: wallClock(new Date(end), zone).time.slice(0, 5),
});
const inWords = (seconds) => interpolate(gettext("in %(time)s"), { time: clipTime(seconds ?? 0) });

function stateOf({ state }) {
  if (state === "failed") return html` <span class="failed">${gettext("cannot be played")}</span>`;
  return state === "ready" ? html` <span class="dim">${gettext("ready")}</span>` : nothing;
}
