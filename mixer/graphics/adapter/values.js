/** A graphic's data from the texts that the desk has of it. Pure. */

/** The data: texts by their schema, its defaults for what has none. What cannot be read stays as it is by default. */
export function dataOf(fields, schema = {}) {
  const data = { ...(schema.default ?? {}) };
  for (const [name, one] of Object.entries(schema.properties ?? {})) data[name] ??= defaultOf(one);
  for (const [name, text] of Object.entries(fields ?? {})) {
    const value = valueOf(text, schema.properties?.[name]);
    if (value !== undefined) data[name] = value;
  }
  return data;
}

export function valueOf(text, schema = {}) {
  if (typeof text !== "string" || typeOf(schema) === "string") return text;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function defaultOf(schema) {
  if (schema.default !== undefined) return schema.default;
  const type = typeOf(schema);
  if (type === "object")
    return Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, one]) => [name, defaultOf(one)]));
  if (type === "array") return Array.from({ length: schema.minItems ?? 0 }, () => defaultOf(schema.items ?? {}));
  if (schema.enum?.length) return schema.enum[0];
  return { boolean: false, integer: 0, number: 0 }[type] ?? "";
}

function typeOf({ type }) {
  const one = Array.isArray(type) ? type.find((each) => each !== "null") : type;
  return ["boolean", "integer", "number", "array", "object"].includes(one) ? one : "string";
}

/** The data as templates of CasparCG's older kind read it. */
export function xmlOf(data) {
  const text = (value) => escaped(typeof value === "string" ? value : JSON.stringify(value));
  const parts = Object.entries(data).map(
    ([name, value]) => `<componentData id="${escaped(name)}"><data id="text" value="${text(value)}"/></componentData>`,
  );
  return `<templateData>${parts.join("")}</templateData>`;
}

const SIGNS = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;", "\n": "&#10;", "\r": "&#13;" };
const escaped = (text) => text.replace(/[&<>"'\n\r]/g, (sign) => SIGNS[sign]);
