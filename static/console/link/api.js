/** Edits of the stored show, over REST. */

import { gettext, interpolate } from "../../i18n.js";
import { told } from "../state/told.js";

export class Problem extends Error {
  constructor(status, body) {
    super(inWords(status, body));
    this.status = status;
    this.code = body?.code ?? "";
  }
}

/** A problem+json body (RFC 9457), or none at all, as one sentence. */
export function inWords(status, body) {
  const answered = interpolate(gettext("The server answered %(status)s."), { status });
  if (!body) return status === 413 ? gettext("The file is too large.") : answered;
  const errors = (body.errors ?? []).map((error) =>
    [error.field ?? error.name, told(error.message ?? error.detail ?? "")].filter(Boolean).join(": "),
  );
  return errors.length ? errors.join("; ") : told(body.detail ?? body.title ?? "") || answered;
}

/**
 * `base` is the show's address, `library` the uploads', `csrf` the token for both; `edited` hears of edits. What
 * `refuses(method, path, body)` has words against is not sent.
 */
export function createApi({
  base,
  library,
  csrf,
  edited = () => {},
  refuses = () => "",
  fetch = globalThis.fetch.bind(globalThis),
}) {
  async function call(method, path, body, { match } = {}) {
    const refused = refuses(method, path.split("?")[0], body);
    if (refused) throw new Problem(0, { code: "locked", detail: refused });
    const headers = { Accept: "application/json", "X-CSRFToken": csrf };
    if (match !== undefined) headers["If-Match"] = `"${match}"`;
    if (body !== undefined) headers["Content-Type"] = "application/json";
    let response;
    try {
      response = await fetch(base + path, {
        method,
        headers,
        body: body === undefined ? undefined : JSON.stringify(body),
        credentials: "same-origin",
      });
    } catch {
      throw new Problem(0, { detail: gettext("The server cannot be reached. Nothing was saved.") });
    }
    const value = await response.json().catch(() => null);
    if (!response.ok) throw new Problem(response.status, value);
    const edit = value?.edit ?? editOf(response);
    if (edit) edited(edit);
    return value ?? (edit && { edit });
  }
  return {
    get: (path) => call("GET", path),
    /** With `match`, a revision, an edit of an older one is refused with 412. */
    post: (path, body = {}, options = {}) => call("POST", path, body, options),
    patch: (path, body, options = {}) => call("PATCH", path, body, options),
    remove: (path) => call("DELETE", path),
    /** An uploaded file's asset; `lookedAt`: when it is known what is in it. */
    upload: async (file, onProgress, lookedAt = false) => {
      const asset = await upload(library, csrf, file, onProgress);
      return lookedAt ? known(asset, library, fetch) : asset;
    },
  };
}

/** A removal is answered without a body: what it came to stands in a header. */
function editOf({ headers }) {
  const on_air = headers?.get("Tally-On-Air");
  return on_air ? { on_air: { yes: true, no: false }[on_air] ?? on_air } : null;
}

const LOOK_MS = 400;

/** The asset once somebody has looked at it. Throws why it cannot be used. */
async function known(asset, library, fetch) {
  while (asset.state === "probing") {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    const answer = await fetch(`${library}/${asset.id}`, { credentials: "same-origin" });
    if (!answer.ok) throw new Problem(answer.status, await answer.json().catch(() => null));
    asset = await answer.json();
  }
  if (asset.state === "refused") throw new Problem(400, { detail: asset.refused_why || gettext("It cannot be used.") });
  return asset;
}

/** XMLHttpRequest, because fetch cannot tell how much of an upload has gone. */
function upload(address, csrf, file, onProgress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const form = new FormData();
    form.append("file", file);
    request.open("POST", address);
    request.setRequestHeader("X-CSRFToken", csrf);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.onprogress = ({ loaded, total }) => onProgress(total ? loaded / total : 0);
    request.onload = () =>
      request.status < 300 ? resolve(request.response) : reject(new Problem(request.status, request.response));
    request.onerror = () =>
      reject(new Problem(0, { detail: gettext("The upload was interrupted. Choose the file again.") }));
    request.send(form);
  });
}
