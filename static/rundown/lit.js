/** The parts of lit-html that this page uses, from where npm's copy is served. */

import { html, nothing, render, svg } from "../npm/lit-html/lit-html.js";
import { live } from "../npm/lit-html/directives/live.js";
import { repeat } from "../npm/lit-html/directives/repeat.js";

export { html, live, nothing, render, repeat, svg };
