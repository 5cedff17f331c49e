/**
 * What of a press or an edit reaches the air: the one place that knows. With the air lock on, this seat does none of
 * it. CUT, AUTO and what drives a transition by hand take what was lined up in sight, and standby is the way out of
 * trouble: those stay. Pure.
 */

import { gettext } from "../../i18n.js";
import { lampsOf } from "../state/tally.js";

const yes = () => true;
const no = () => false;
const ofSource = ({ source }, air) => air.program.has(source);
const heard = ({ source, mode }, { program, desk }) =>
  program.has(source) || mode === "on" || desk.sound?.[source]?.mode === "on";
const drawn = ({ overlay }, air) => air.drawn.has(overlay);
const switched = (parts, air) => parts.on !== undefined || drawn(parts, air);
const page = (parts, air) => (parts.overlay ? drawn(parts, air) : ofSource(parts, air));
const anyOf = ({ commands }, air) => !Array.isArray(commands) || commands.some((one) => reachesOf(one?.verb)(one, air));
const plays = (_, { rundown }) => Boolean(rundown?.has_programme);

/** Each verb, and whether a press of it reaches the air as things stand. */
export const VERBS = {
  ...{ cut: no, auto: no, tbar: no, standby: no },
  ...{ preview: no, transition: no, rehearse_transition: no, acknowledge_alert: no },
  ...{ take: yes, ftb: yes, restart_engine: yes, go_on_air: yes, master: yes },
  ...{ overlay: switched, overlay_action: yes, overlays_off: yes, sound: heard, fallback: ofSource },
  ...{ cue: ofSource, play: ofSource, pause: ofSource, seek: ofSource, playback: ofSource },
  ...{ deck: (parts, air) => !parts.cue && ofSource(parts, air), reload: page, page_input: page },
  ...{ start_recording: no, stop_recording: no, start_destination: no, stop_destination: yes },
  ...{ captions_show: yes, captions_clear: yes, caption_edit: no, caption_drop: no, caption_restore: no },
  ...{ rundown_start: yes, rundown_hand_back: yes, rundown_stop: plays, rundown_skip: plays, rundown_unskip: plays },
  ...{ rundown_jump: plays, rundown_hold: plays, rundown_insert: plays, rundown_break: plays, rundown_extend: plays },
  ...{ schedule_now: yes, schedule_skip: no },
  ...{ run_macro: yes, stop_macro: no, batch: anyOf, plan: yes, cancel_planned: no },
};

/** What a patch of the show itself may change without any reaching the air, now or with the next take. */
const OWN = ["name", "start", "standby", "producers_run", "embed_origins", "surface"];
/** What is edited of a part without its picture or sound being another. */
const LABELS = ["name", "position"];

/** Whether a press of `verb` reaches the air; a verb that nobody knows does. */
export function pressReaches(verb, parts, view) {
  if (!isOn(view)) return false;
  return reachesOf(verb)(parts, airOf(view));
}

const reachesOf = (verb) => (Object.hasOwn(VERBS, verb) ? VERBS[verb] : yes);

/**
 * Whether a request to the show's API reaches the air; `path` is behind the show's own address. An edit of what is on
 * program waits for a take, but that may be the next one of anything: it counts.
 */
export function editReaches(method, path, body, view) {
  if (!isOn(view) || method === "GET") return false;
  const [what, id, more] = path.split("/");
  if (what === "") return method === "DELETE" || others(body, OWN);
  if (["stop", "import", "undo", "redo"].includes(what)) return true;
  if (what === "arrange") return airOf(view).parts.has(body?.scene);
  if (what === "destinations")
    return Boolean(id) && isSending(id, view) && (method === "DELETE" || others(body, LABELS));
  if (!PARTS.includes(what) || !id || !airOf(view).parts.has(id)) return false;
  return method === "DELETE" || more === "rotate_key" || others(body, LABELS);
}

const PARTS = ["sources", "layouts", "scenes", "overlays"];

/** What a director is told whose press was refused. */
export const lockedWords = () =>
  gettext("The air lock is on: nothing was changed. Lift it beside Fade to black, then press again.");

const isOn = ({ mode }) => mode === "air" || mode === "lost";
const others = (body, known) => Object.keys(body ?? {}).some((name) => !known.includes(name));
const isSending = (id, { destinations }) => (destinations ?? []).some((one) => one.id === id && one.on);

/** What is on program: `program` scenes and sources, `drawn` overlays, `parts` all of these with their layouts. */
function airOf({ desk, show, rundown }) {
  const { program } = lampsOf(desk, show);
  const scenes = show.scenes.filter(({ id }) => program.has(id));
  const own = scenes.flatMap(({ overlays }) => overlays ?? []);
  const drawnNow = new Set([...own, ...Object.keys(desk.overlays ?? {}).filter((id) => desk.overlays[id].on)]);
  for (const { id, content } of show.overlays) if (drawnNow.has(id) && content?.source) program.add(content.source);
  const heardNow = Object.keys(desk.sound ?? {}).filter((id) => desk.sound[id].mode === "on");
  const layouts = scenes.map(({ layout }) => layout);
  return {
    program,
    drawn: drawnNow,
    desk,
    rundown,
    parts: new Set([...program, ...drawnNow, ...heardNow, ...layouts]),
  };
}
