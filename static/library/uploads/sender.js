/** Sends one file in pieces, and goes on where it was broken off: after a lost line, a restarted server, a pause. */

import { gettext, interpolate } from "../../i18n.js";
import { told } from "../../console/state/told.js";
import { FIRST_PIECE, nextPiece, passes, waitMs } from "./pace.js";

/**
 * Send `item.file`; the id of the asset that it became. `server` is {begin, look, send} as in server.js; `follow` hears
 * of {id, sent, text} as it goes. Throws a Problem that does not pass by itself, or an AbortError once `signal` is.
 */
export async function sendFile(item, { server, follow, signal, wait, now = () => performance.now() }) {
  const state = { id: item.id, size: FIRST_PIECE, failures: 0, lost: 0 };
  for (;;) {
    try {
      return await sendOn(item, state, { server, follow, signal, now });
    } catch (problem) {
      if (signal.aborted || !(passes(problem) || isGone(problem, state))) throw problem;
      if (isGone(problem, state)) Object.assign(state, { id: null, lost: state.lost + 1 });
      state.failures += 1;
      follow({ text: interpolate(gettext("%(problem)s Trying again…"), { problem: told(problem.message) }) });
      await wait(waitMs(state.failures, problem.retryAfterS), signal);
    }
  }
}

/** What was begun long ago is not kept: the file is sent from its beginning. Once: an id is given up for a new one. */
const isGone = (problem, { id }) => problem.status === 404 && id !== null;

async function sendOn(item, state, { server, follow, signal, now }) {
  let upload = state.id ? await server.look(state.id, signal) : await server.begin(item, `${item.key}.${state.lost}`);
  state.id = upload.id;
  follow({ id: upload.id, sent: upload.offset, text: "" });
  while (!upload.asset) {
    const { offset } = upload;
    const piece = item.file.slice(offset, Math.min(item.bytes, offset + state.size));
    const began = now();
    const sent = await server.send(upload.id, offset, piece, (share) => follow({ sent: offset + share }), signal);
    if (sent > offset) state.failures = 0;
    if (piece.size >= state.size) state.size = nextPiece(state.size, now() - began, upload.piece_bytes);
    follow({ sent, text: "" });
    upload = sent < item.bytes ? { ...upload, offset: sent } : await server.look(upload.id, signal);
  }
  return upload.asset;
}
