/** What is on air, from the show's socket: the same link, state and presses that the director's console has. */

import { deskOf, modeOf, nothing, receive } from "../../console/state/desk.js";
import { Frames, frameIn } from "../../console/link/frames.js";
import { Link } from "../../console/link/link.js";
import { Presses } from "../../console/link/presses.js";
import { Store } from "../../console/state/store.js";
import { fraction } from "../../console/state/words.js";
import { mayRun } from "../plain/playing.js";

const NO_SHOW = { name: "", canvas: { rate: "30" }, sources: [], layouts: [], scenes: [], overlays: [] };

/**
 * `{view, ask, tell, frame(), rate()}`; `work` has the stored show as `row`. `view` has `connected, why, mode, rights,
 * show, rundown, live, editable, editors`.
 */
export function followShow({ socket, notices, work }) {
  let [state, connected, why] = [nothing, false, ""];
  const frames = new Frames();
  const view = new Store(viewOf(state, connected, why, null));
  const look = () => viewOf(state, connected, why, work.value.row);
  const draw = () => view.set(look());
  const link = new Link(socket, {
    tile: () => {},
    connected: (up, reason) => {
      [connected, why] = [up, reason ?? ""];
      frames.forget();
      draw();
    },
    message: (message) => {
      frames.saw(frameIn(message) ?? message.rundown?.frame, rate());
      if (message.type === "meters") return;
      state = receive(state, message);
      if (state.missed) return link.resync();
      if (message.type !== "status") draw();
    },
  });
  const rate = () => fraction(view.value.show.canvas.rate);
  const presses = new Presses({ link, view, frames, notices });
  work.watch(({ row }) => [row], draw);
  link.watch({ tiles: false, meters: false });
  link.connect();
  setInterval(() => {
    link.check(state.link === "up");
    if (look().mode !== view.value.mode) draw();
  }, 1000);
  const ask = (verb, parts) => presses.ask(verb, parts);
  return { view, rate, frame: () => frames.present(rate()), ask, tell: (message) => link.tell(message) };
}

function viewOf(state, connected, why, row) {
  const show = state.show ?? NO_SHOW;
  const mode = modeOf({ connected, state, now_s: Date.now() / 1000 });
  const rundown = state.rundown ?? null;
  const runs = mode === "air" && mayRun({ rights: state.rights, show: row, rundown });
  return {
    ...state,
    connected,
    why,
    show,
    desk: deskOf({ ...state, show }),
    mode,
    rundown: mode === "air" ? rundown : null,
    live: runs,
    carries: runs,
    editable: connected && state.known && state.rights.includes("edit"),
    editors: connected ? state.editors : [],
  };
}
