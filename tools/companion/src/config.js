/** What a person fills in: where the studio is, a token, and which show. */

export const FIELDS = [
  {
    id: "about",
    type: "static-text",
    width: 12,
    label: "Tally",
    value:
      "Make a token on the page <i>Tokens</i> of your studio, for one show, with the role of whoever has this panel. " +
      "It is shown once there.",
  },
  {
    id: "address",
    type: "textinput",
    width: 6,
    label: "Address of the studio",
    description: "As in the browser, for example http://studio.local:8000",
    default: "http://127.0.0.1:8000",
    regex: "/^https?:\\/\\/[^\\s\\/]+(\\/.*)?$/",
  },
  { id: "token", type: "secret-text", width: 6, label: "Token" },
  {
    id: "show",
    type: "textinput",
    width: 6,
    label: "Show",
    description: "Its id (shw_…); empty is the only show of the token",
    default: "",
  },
];

/** What is wrong with a configuration, in words, or "". */
export function wrong_with({ address }, { token } = {}) {
  if (!URL.canParse(address ?? "")) return "The address of the studio is missing, such as http://studio.local:8000";
  if (!/^https?:$/.test(new URL(address).protocol)) return "The address of the studio begins with http:// or https://";
  return token ? "" : "The token is missing: make one on the page Tokens of your studio";
}
