/** The uploads of the server, as the sender asks for them. */

import { gettext } from "../../i18n.js";
import { Problem } from "../../console/link/api.js";

export function createServer({ uploads, csrf }) {
  const ask = (method, path, body, signal) => request(method, uploads + path, { csrf, body, signal });
  return {
    list: async () => (await ask("GET", "?limit=500&archive=false")).value.results,
    look: async (id, signal) => (await ask("GET", `/${id}`, undefined, signal)).value,
    // Never broken off, and begun once for each key: what the server has begun has to be known here, to be cancelled.
    begin: async ({ name, bytes, folder, modified_ms, archive }, key) =>
      (await request("POST", uploads, { csrf, body: { name, bytes, folder, modified_ms, archive }, key })).value,
    cancel: async (id) => void (await ask("DELETE", `/${id}`)),
    send: (id, offset, piece, follow, signal) => sendPiece(`${uploads}/${id}`, csrf, offset, piece, follow, signal),
  };
}

async function request(method, address, { csrf, body, signal, key }) {
  const headers = { Accept: "application/json", "X-CSRFToken": csrf };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (key) headers["Idempotency-Key"] = key;
  let response;
  try {
    response = await fetch(address, { method, headers, signal, body: body && JSON.stringify(body) });
  } catch (error) {
    throw error.name === "AbortError" ? error : unreached();
  }
  const value = await response.json().catch(() => null);
  if (!response.ok) throw problemOf(response.status, value, response.headers.get("Retry-After"));
  return { value };
}

/** XMLHttpRequest, because fetch cannot tell how much of a piece has gone. Where the next piece begins. */
function sendPiece(address, csrf, offset, piece, follow, signal) {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(paused());
    const request = new XMLHttpRequest();
    const abort = () => request.abort();
    request.open("PATCH", address);
    request.setRequestHeader("X-CSRFToken", csrf);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("Content-Type", "application/offset+octet-stream");
    request.setRequestHeader("Upload-Offset", String(offset));
    request.responseType = "json";
    request.upload.onprogress = ({ loaded }) => follow(Math.min(loaded, piece.size));
    request.onload = () => {
      const next = request.getResponseHeader("Upload-Offset");
      if (next !== null && (request.status < 300 || request.status === 409)) resolve(Number(next));
      else reject(problemOf(request.status, request.response, request.getResponseHeader("Retry-After")));
    };
    request.onerror = () => reject(unreached());
    request.onabort = () => reject(paused());
    request.onloadend = () => signal.removeEventListener("abort", abort);
    signal.addEventListener("abort", abort);
    return request.send(piece);
  });
}

function problemOf(status, value, retryAfter) {
  return Object.assign(new Problem(status, value), { retryAfterS: Number(retryAfter) || 0 });
}

const paused = () => new DOMException("paused", "AbortError");
const unreached = () => new Problem(0, { detail: gettext("The server cannot be reached.") });

/** Wait, unless it is broken off, or the line comes back sooner. */
export function wait(ms, signal) {
  return new Promise((resolve, reject) => {
    const done = (end) => () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
      removeEventListener("online", go);
      end();
    };
    const go = done(resolve);
    const stop = done(() => reject(paused()));
    const timer = setTimeout(go, ms);
    signal.addEventListener("abort", stop);
    addEventListener("online", go);
  });
}
