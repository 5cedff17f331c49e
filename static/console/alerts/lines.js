/** Alerts as the director reads them: what is open first, then what somebody looks after. Pure. */

import { gettext, interpolate } from "../../i18n.js";

const WORST = { error: 0, warning: 1, info: 2 };

/** Those that are open: unseen before seen, errors before warnings, the newest first. */
export function openAlerts(alerts) {
  return alerts
    .filter(({ resolved }) => resolved === null)
    .sort(
      (a, b) =>
        Boolean(a.acknowledged) - Boolean(b.acknowledged) || WORST[a.level] - WORST[b.level] || b.since - a.since,
    );
}

/** How many nobody looks after yet, and the worst level of them: `{count, level}`; level "" where there is none. */
export function unseen(alerts) {
  const open = openAlerts(alerts).filter(({ acknowledged }) => !acknowledged);
  return { count: open.length, level: open[0]?.level ?? "" };
}

/** How often, of what began more than once; nothing for what happened once. */
export function oftenWords({ count }) {
  return count > 1 ? ` ×${count}` : "";
}

/** Who looks after it. */
export function seenWords({ acknowledged }) {
  if (!acknowledged) return "";
  const { by } = acknowledged;
  return by ? interpolate(gettext("seen by %(name)s"), { name: by }) : gettext("seen");
}
