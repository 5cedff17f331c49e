/** An archive of a show: sent in pieces, then taken in by a worker, whose progress is asked for until it is done. */

import { sendFile } from "../library/uploads/sender.js";
import { createServer, wait } from "../library/uploads/server.js";
import { createApi, Problem } from "./link/api.js";
import { told } from "./state/told.js";

const LOOK_MS = 1000;

/**
 * The id of the show that `file` becomes. `shows` and `uploads` are the API's addresses; `follow` hears of {share,
 * sent, text}: how much of the present half is done, whether all was sent, and what to say instead. Throws a Problem.
 */
export async function takeIn(file, { shows, uploads, csrf, follow, server = createServer({ uploads, csrf }), api }) {
  const line = api ?? createApi({ base: `${shows}/import-archive`, csrf });
  const { signal } = new AbortController();
  const item = { file, name: file.name, bytes: file.size, folder: "", key: crypto.randomUUID() };
  const tell = ({ sent = 0, text = "" }) => follow({ share: sent / file.size, sent: false, text });
  const upload = await sendFile(item, { server: ofArchives(server), follow: tell, signal, wait });
  return made(line, await line.post("", { upload }), follow, signal);
}

/** What was sent of an archive is whole when all of it is there: it becomes no file of the library. */
export function ofArchives(server) {
  const look = async (id, signal) => {
    const upload = await server.look(id, signal);
    return upload.offset < upload.bytes ? upload : { ...upload, asset: upload.id };
  };
  return { ...server, look, begin: (item, key) => server.begin({ ...item, archive: true }, key) };
}

/** The show of a job, once it is done. Throws why there is none. */
export async function made(api, job, follow, signal, pause = wait) {
  while (job.state === "queued" || job.state === "running") {
    follow({ share: job.progress, sent: true, text: "" });
    await pause(LOOK_MS, signal);
    job = await api.get(`/${job.id}`);
  }
  if (job.state !== "done") throw new Problem(400, { detail: told(job.error) });
  return job.show;
}
