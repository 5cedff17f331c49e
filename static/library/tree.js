/** Folders as a tree, made of the paths that files lie in. Pure. */

export const nameOf = (path) => path.slice(path.lastIndexOf("/") + 1);
export const parentOf = (path) => path.slice(0, Math.max(0, path.lastIndexOf("/")));

/** [{path, files}] as lines to show: {path, name, depth, files, all, hasFolders}; `all` counts what lies below too. */
export function linesOf(folders, open, extra = []) {
  const nodes = new Map([["", node("", 0)]]);
  for (const { path, files } of [...folders, ...extra.map((path) => ({ path, files: 0 }))]) {
    for (const one of [...ancestors(path), path]) if (!nodes.has(one)) nodes.set(one, node(one, one.split("/").length));
    nodes.get(path).files += files;
    for (const one of new Set(["", ...ancestors(path), path])) nodes.get(one).all += files;
  }
  const paths = [...nodes.keys()].sort(inOrder);
  for (const path of paths) if (path) nodes.get(parentOf(path)).hasFolders = true;
  return paths.filter((path) => ancestors(path).every((one) => open.has(one))).map((path) => nodes.get(path));
}

const node = (path, depth) => ({ path, name: nameOf(path), depth, files: 0, all: 0, hasFolders: false });

/** The folders around a folder, outermost first, without the top. */
export function ancestors(path) {
  const parts = path.split("/");
  return parts.slice(0, -1).map((_, at) => parts.slice(0, at + 1).join("/"));
}

function inOrder(one, other) {
  const [left, right] = [one.split("/"), other.split("/")];
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const order = left[at].localeCompare(right[at], undefined, { numeric: true });
    if (order) return order;
  }
  return left.length - right.length;
}

/** Where a folder lies once it is dropped into another; null where it would lie in itself, or is there already. */
export function movedTo(path, into) {
  if (into === path || `${into}/`.startsWith(`${path}/`) || parentOf(path) === into) return null;
  return joined(into, nameOf(path));
}

export const joined = (folder, name) => (folder ? `${folder}/${name}` : name);
