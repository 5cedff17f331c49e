/** The hand on the rundown that plays: the buttons that make sense now. */

import { gettext, interpolate } from "../../i18n.js";
import { menuItem, openMenu } from "../../console/widgets/layer.js";
import { html, nothing } from "../lit.js";
import { isTemplate } from "../plain/days.js";
import { commandsFor } from "../plain/playing.js";
import { handBack } from "./hand_back.js";
import { icon } from "./signs.js";

/** Who may not press them sees them dimmed. */
export function commandsOf(app, rundown) {
  const { ask } = app;
  const can = commandsFor(rundown);
  const { run } = app.work.value;
  const standby = gettext("Put the standby scene on air, at once (F8)");
  return html`
    ${can.start && run && !isTemplate(run) ? startButtons(app, run) : nothing} ${can.skip ? skip(ask) : nothing}
    ${can.unskip ? button(gettext("Do not skip"), () => ask("rundown_unskip")) : nothing}
    ${can.break ? callBreak(ask) : nothing} ${can.hold ? hold(ask, rundown.state === "held") : nothing}
    ${can.extend ? extend(ask) : nothing} ${can.back ? back(ask) : nothing} ${can.stop ? STOP() : nothing}
    ${button(gettext("Standby"), () => ask("standby"), { title: standby })}
  `;
}

function button(words, press, { sign = "", title = nothing, pressed = nothing } = {}) {
  return html`<button type="button" class="button" title=${title} aria-pressed=${pressed} @click=${press}>
    ${sign ? icon(sign) : nothing}${words}
  </button>`;
}

function skip(ask) {
  const title = gettext("End what plays: the next begins");
  return button(gettext("Skip"), () => ask("rundown_skip"), { sign: "skip", title });
}

function hold(ask, held) {
  const title = gettext("Nothing advances by itself");
  const how = { sign: held ? "play" : "hold", title, pressed: held };
  return button(held ? gettext("Go on") : gettext("Hold"), () => ask("rundown_hold", { on: !held }), how);
}

function callBreak(ask) {
  const title = gettext("Play the ad break now: what plays goes on after it");
  return button(gettext("Break"), () => ask("rundown_break"), { title });
}

function extend(ask) {
  const title = gettext("What plays stays a minute longer");
  return button(gettext("+1 min"), () => ask("rundown_extend", { seconds: 60 }), { title });
}

/** It is held for a second; playing.js makes it so. */
const STOP = () =>
  html`<button type="button" class="button stop-rundown" title=${gettext("Hold for a second to stop the rundown")}>
    <span class="ring"></span>${gettext("Hold to stop")}
  </button>`;

function back(ask) {
  const choose = ({ currentTarget }) => handBack(currentTarget, ask);
  return html`<button type="button" class="button primary" @click=${choose}>${gettext("Hand back…")}</button>`;
}

function startButtons(app, run) {
  const start = (parts) => app.ask("rundown_start", { rundown: run.id, ...parts });
  const menu = ({ currentTarget }) => openMenu(currentTarget, gettext("Start elsewhere"), elsewhere(app, start));
  return html`<button type="button" class="button primary" @click=${() => start({ at: "start" })}>
      ${icon("play")}${gettext("Start")}
    </button>
    <button
      type="button"
      class="button icon-only"
      aria-label=${gettext("Start elsewhere")}
      aria-haspopup="true"
      @click=${menu}
    >
      ${icon("more")}
    </button>`;
}

function elsewhere({ work, rows }, start) {
  const { focus, chosen } = work.value.selection;
  const item = rows.value.byId.get(chosen.size ? [...chosen][0] : focus);
  const clock = menuItem(gettext("Where the clock says"), () => start({ at: "clock" }));
  if (!item) return [clock];
  const words = interpolate(gettext("At “%(name)s”"), item);
  return [clock, menuItem(words, () => start({ item: item.id, at: "start" }))];
}
