/** The texts of a graphic and their values: a text is itself, everything else is JSON. Pure. */

export function valueOf(text, field) {
  if (field.type === "string") return text ?? field.default ?? "";
  try {
    return fitting(JSON.parse(text), field);
  } catch {
    return field.default;
  }
}

export const textOf = (value, field) => (field.type === "string" ? String(value ?? "") : JSON.stringify(value));

/** The value where it is of the field's type, else what the field has by default. */
function fitting(value, { type, default: usual }) {
  const is = {
    boolean: () => typeof value === "boolean",
    integer: () => Number.isInteger(value),
    number: () => typeof value === "number",
    array: () => Array.isArray(value),
    object: () => typeof value === "object" && value !== null && !Array.isArray(value),
  }[type];
  return is?.() ? value : usual;
}
