/** Many items at once: rows of a spreadsheet, or one name or address a line, become items. Pure. */

import { gettext, interpolate } from "../../i18n.js";
import { secondsOf } from "./moments.js";

const HEADS = {
  name: ["name", "title", "titel", "item"],
  file: ["file", "asset", "address", "url", "datei", "source", "quelle", "house id"],
  start: ["start", "time", "beginn", "zeit"],
  date: ["date", "datum", "day", "tag"],
  duration: ["duration", "length", "dauer", "länge"],
  in: ["in", "in point"],
  out: ["out", "out point"],
  note: ["note", "notes", "notiz", "comment"],
};

/**
 * `{drafts, problems}`: a draft is `{line, name, file, start, duration_s, in_s, out_s, note}`, a problem
 * `{line, text}`.
 * With a line of headings columns stand in any order, without one they are name, start, duration, note.
 */
export function draftsFrom(text, today) {
  const table = cells(text.replace(/^\ufeff/, "")).filter(({ row }) => row.some((cell) => cell.trim()));
  if (!table.length) return { drafts: [], problems: [] };
  const heads = headsOf(table[0].row);
  const columns = heads ?? guessed(table);
  const problems = [];
  const drafts = table
    .slice(heads ? 1 : 0)
    .map(({ row, line }) => draftOf(byColumn(row, columns), line, today, problems));
  return { drafts: drafts.filter(Boolean), problems };
}

/** The cells of a text that is separated by tabs, semicolons or commas, whichever its first line has; quotes hold. */
export function cells(text) {
  const first = text.slice(0, text.indexOf("\n") < 0 ? undefined : text.indexOf("\n"));
  const between = ["\t", ";", ","].find((one) => first.includes(one)) ?? "\t";
  const rows = [];
  let [row, cell, quoted, line, began] = [[], "", false, 1, 1];
  const endCell = () => (row.push(cell), (cell = ""));
  const endRow = () => (endCell(), rows.push({ row, line: began }), (row = []), (began = line));
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (sign === "\n") line += 1;
    if (quoted && sign === '"' && text[at + 1] === '"') ((cell += '"'), (at += 1));
    else if (sign === '"' && (quoted || cell === "")) quoted = !quoted;
    else if (!quoted && sign === between) endCell();
    else if (!quoted && sign === "\n") endRow();
    else if (sign !== "\r") cell += sign;
  }
  if (cell || row.length) endRow();
  return rows;
}

function headsOf(row) {
  const found = row.map((cell) => Object.keys(HEADS).find((key) => HEADS[key].includes(cell.trim().toLowerCase())));
  return found.filter(Boolean).length >= Math.min(2, row.length) && found.some((one) => one) ? found : null;
}

/** Without headings: names and addresses come first, times are times. */
function guessed() {
  return ["name", "start", "duration", "note"];
}

function byColumn(row, columns) {
  return Object.fromEntries(row.map((cell, at) => [columns[at], cell.trim()]).filter(([column]) => column));
}

function draftOf({ name = "", file = "", start = "", date = "", note = "", ...times }, line, today, problems) {
  const complain = (text) => problems.push({ line, text });
  const draft = { line, name: name || file, file: file || name, note, start: null };
  if (!draft.name) return void complain(gettext("There is neither a name nor a file."));
  for (const [column, field] of Object.entries({ duration: "duration_s", in: "in_s", out: "out_s" }))
    draft[field] = lengthIn(times[column], complain);
  if (start) draft.start = momentIn(start, date, today, complain);
  return draft;
}

function lengthIn(text, complain) {
  if (!text) return null;
  const seconds = secondsOf(text);
  if (seconds === null)
    complain(interpolate(gettext("“%(text)s” is no length. Expected 90, 1:30 or 0:01:30."), { text }));
  return seconds;
}

function momentIn(text, date, today, complain) {
  const found = /^(?:(\d{4}-\d{2}-\d{2})[T ])?(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(text);
  const day = found?.[1] ?? (date || today);
  if (found && Number(found[2]) < 24 && Number(found[3]) < 60 && /^\d{4}-\d{2}-\d{2}$/.test(day))
    return `${day}T${found[2].padStart(2, "0")}:${found[3]}:${found[4] ?? "00"}`;
  complain(interpolate(gettext("“%(text)s” is no start. Expected 20:00, 20:00:00 or 2026-11-22 20:00."), { text }));
  return null;
}

/** Drafts as items of the rundown: each file is looked for in the library by its name, its id or its address's end. */
export function itemsFrom(drafts, { assets, show }) {
  const find = finder(assets, show);
  const problems = [];
  const items = drafts.flatMap((draft) => {
    const content = find(draft.file) ?? find(draft.name);
    if (!content) {
      const words = gettext("“%(name)s” is not in the library. Upload it first.");
      problems.push({ line: draft.line, text: interpolate(words, { name: draft.file }) });
      return [];
    }
    return [itemOf(draft, content)];
  });
  return { items, problems };
}

function finder(assets, show) {
  const byName = new Map();
  const add = (name, content) => name && !byName.has(name.toLowerCase()) && byName.set(name.toLowerCase(), content);
  for (const one of show?.scenes ?? []) add(one.name, { kind: "scene", scene: one.id });
  for (const one of show?.sources ?? []) add(one.name, { kind: "source", source: one.id });
  for (const one of assets.values()) {
    const content = { kind: "asset", asset: one.id, in_s: 0, out_s: 0 };
    for (const name of [one.id, one.name, one.name.replace(/\.\w+$/, "")]) add(name, content);
  }
  const end = (text) => decoded(text.split(/[?#]/)[0].split("/").at(-1));
  return (text) => byName.get(text.toLowerCase()) ?? byName.get(end(text).toLowerCase()) ?? null;
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function itemOf({ name, file, start, duration_s, in_s, out_s, note }, content) {
  const made = { content: { ...content }, note };
  if (content.kind === "asset") Object.assign(made.content, { in_s: in_s ?? 0, out_s: out_s ?? 0 });
  if (name !== file) made.name = name;
  if (duration_s !== null) made.duration_s = duration_s;
  if (start) made.start = { mode: "fixed", at: start, rule: null, late_s: 0 };
  return made;
}
