/** What stands in for a source, in a director's words. Pure. */

/** `→ backup address: no data for 1.2 s` while another shows in a source's place; else nothing. */
export function standingText(chain) {
  if (!chain?.step) return chain?.held ? "held: its fallback is off" : "";
  const why = chain.why ? `: ${chain.why}` : "";
  return `→ ${chain.steps[chain.step]?.name ?? "another"}${why}${chain.held ? " (held)" : ""}`;
}

/** What can be asked of a chain just now: `[words, to]` pairs, the one that is pressed most first. */
export function choices(chain) {
  if (!chain) return [];
  const found = [];
  if (chain.step) found.push(["Back now", "main"]);
  if (chain.held) found.push(["Automatic", "auto"]);
  else if (chain.step) found.push(["Hold", String(chain.step)]);
  return found;
}

/** Every place of a chain, for a menu: `[words, to, chosen]`. */
export function places(chain) {
  const steps = (chain?.steps ?? []).map(({ name, fit }, step) => [
    step ? `Show the ${name}${fit ? "" : " (not there)"}` : "Stay with the source",
    String(step),
    chain.held && chain.step === step,
  ]);
  return steps.length ? [...steps, ["By its rules", "auto", !chain.held]] : [];
}
