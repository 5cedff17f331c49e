/** The transitions that a button can ask for; an empty kind is the one that the console has chosen. */

export const KINDS = {
  "": "As chosen in the console",
  cut: "Cut",
  mix: "Mix",
  dip: "Dip",
  wipe: "Wipe",
  slide: "Slide",
  push: "Push",
  move: "Move",
};

/** What `auto` and `transition` take of the options `kind` and `duration_ms`; 0 ms is as chosen in the console. */
export const parts = ({ kind, duration_ms }) => ({
  ...(kind ? { kind } : {}),
  ...(duration_ms > 0 ? { duration_ms } : {}),
});

/** What a `take` takes of them; nothing where the console decides. */
export const transition = (options) => (options.kind ? { transition: parts(options) } : {});
