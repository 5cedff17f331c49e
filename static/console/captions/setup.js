/** How far the server is with installing what captions need: asked while captions are not running, and rarely. */

const AGAIN_MS = 4000;

/** `changed()` is called when it is another one; `latest` has it, null as long as nobody knows. */
export function watchSetup({ view, models }, changed) {
  const watch = { latest: null };
  const wanted = () =>
    view.value.known &&
    view.value.connected &&
    view.value.captions?.state !== "listening" &&
    view.value.show.captions?.on &&
    watch.latest?.state !== "ready";
  const look = async () => {
    if (!wanted() || document.hidden) return;
    try {
      watch.latest = (await models.get("")).setup;
      changed();
    } catch {
      // The banner says that the server is away; the next look asks again.
    }
  };
  setInterval(look, AGAIN_MS);
  view.watch(({ show, known }) => [show.captions?.on, known], look);
  return watch;
}
