/** The sentences in which the captions' programs say how they are, as they say them (see sentences.js). */

import { gettext_noop } from "../../i18n.js";

const STATES = [
  gettext_noop("waiting for the mixer"),
  gettext_noop("waiting for speech"),
  gettext_noop("listening"),
  gettext_noop("%(language)s %(share)s locked"),
  gettext_noop("demo model: knows only the demo narration"),
  gettext_noop("captions cannot be stored: %(why)s"),
];

/** Why something that was said is not shown. */
const DROPPED = [
  gettext_noop("probably not speech"),
  gettext_noop("nobody was speaking"),
  gettext_noop("repeats itself"),
  gettext_noop("too fast to be speech"),
  gettext_noop("a phrase recognisers make up"),
  gettext_noop("an echo of the prompt"),
  gettext_noop("recognition did not answer in time"),
  gettext_noop("recognition was too slow"),
  gettext_noop("captions were cleared"),
  gettext_noop("captions were hidden"),
  gettext_noop("captions were started again"),
  gettext_noop("the programme began again"),
  gettext_noop("the programme has another frame rate"),
  gettext_noop("too many sentences were waiting to be shown"),
  gettext_noop("its time was over before it could be shown"),
  gettext_noop("its item was not played so far"),
  gettext_noop("the captions of a file had its place"),
  gettext_noop("there is no text to show"),
  gettext_noop("cleared"),
  gettext_noop("dropped by the operator"),
  gettext_noop("corrected too late for %(list)s: on air as before"),
];

/** Why nothing is recognised or translated. */
const TROUBLE = [
  gettext_noop("the translators are too far behind"),
  gettext_noop("left out while the machine is overloaded"),
  gettext_noop("no translation came"),
  gettext_noop("the translation took longer than %(seconds)s s"),
  gettext_noop("no package from %(source)s to %(target)s: python manage.py models install %(name)s"),
  gettext_noop("no answer within %(seconds)s s"),
  gettext_noop("the queue cannot be reached: %(why)s"),
  gettext_noop("the worker gave no answer"),
  gettext_noop("the engine lost its way in the sound"),
  gettext_noop("There is no whole faster-whisper model in %(name)s; install it again."),
  gettext_noop("There is no openai-whisper model %(name)s; install one."),
  gettext_noop("faster-whisper is not installed yet; captions' packages come after the start."),
  gettext_noop("openai-whisper is not installed yet; captions' packages come after the start."),
  gettext_noop("The model %(name)s cannot be opened: %(why)s"),
  gettext_noop("The model %(name)s is not installed: python manage.py models install %(what)s"),
  gettext_noop("only a line that is not on air yet can be changed; this one is %(why)s"),
  gettext_noop("only a line that is not on air yet can be dropped; this one is %(why)s"),
  gettext_noop("only a dropped line can be brought back; this one is %(why)s"),
];

/** Of installing packages and models, and of what a model can do. */
const MODELS = [
  gettext_noop("Fetching the packages that captions need: %(count)s"),
  gettext_noop("Fetching %(name)s (%(size)s)"),
  gettext_noop("Fetching %(name)s"),
  gettext_noop("Unpacking"),
  gettext_noop("Captions are off: %(why)s It is tried again in %(minutes)s minutes."),
  gettext_noop("the disk is full; their packages take some gigabytes."),
  gettext_noop("their packages could not be fetched, there is no network. Nothing else needs them."),
  gettext_noop("no worker of the queue jobs has taken it yet"),
  gettext_noop("%(name)s comes first"),
  gettext_noop("fastest, many mistakes"),
  gettext_noop("fastest, English only"),
  gettext_noop("fast, mistakes in noise"),
  gettext_noop("fast, English only"),
  gettext_noop("good; what most machines can do live"),
  gettext_noop("good, English only"),
  gettext_noop("better; wants fast cores"),
  gettext_noop("better, English only; wants fast cores"),
  gettext_noop("best; too slow for most machines live"),
  gettext_noop("nearly the best; wants fast cores"),
  gettext_noop("nearly the best, English only"),
  gettext_noop("slower; needs torch"),
  gettext_noop("demo model"),
];

export const CAPTIONS = [...STATES, ...DROPPED, ...TROUBLE, ...MODELS];
