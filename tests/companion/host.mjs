/** What Companion is to a module: keeps what it defines, presses its actions, asks its feedbacks. */

import Tally from "../../tools/companion/src/main.js";

export class Host {
    actions = {};
    feedbacks = {};
    presets = {};
    structure = [];
    variables = {};
    defined = {};
    status = null;
    #hopes = [];

    constructor(label = "tally-studio") {
        const kept = (name) => (value) => this.#set(() => (this[name] = value));
        this.module = new Tally({
            _isInstanceContext: true,
            id: "one",
            label,
            upgradeScripts: [],
            sharedUdpSocketHandlers: new Map(),
            updateStatus: (status, words) => this.#set(() => (this.status = { status, words })),
            setActionDefinitions: kept("actions"),
            setFeedbackDefinitions: kept("feedbacks"),
            setPresetDefinitions: (structure, presets) => this.#set(() => Object.assign(this, { structure, presets })),
            setVariableDefinitions: kept("defined"),
            setVariableValues: (values) => this.#set(() => Object.assign(this.variables, values)),
            checkAllFeedbacks: () => this.#set(() => {}),
            saveConfig: () => {},
        });
    }

    press(actionId, options = {}) {
        return this.actions[actionId].callback(
            { actionId, options, id: "a", controlId: "c", surfaceId: undefined },
            {},
        );
    }

    lit(feedbackId, options = {}) {
        return this.feedbacks[feedbackId].callback({ feedbackId, options, type: "boolean" }, {});
    }

    /** Resolves as soon as something is so; it is looked at whenever the module says anything. */
    until(is, what) {
        if (is(this)) return Promise.resolve();
        return new Promise((resolve, reject) => {
            const timer = setTimeout(
                () => reject(new Error(`never: ${what ?? is}; ${JSON.stringify(this.status)}`)),
                30_000,
            );
            this.#hopes.push({ is, so: () => (clearTimeout(timer), resolve()) });
        });
    }

    #set(change) {
        change();
        const met = this.#hopes.filter(({ is }) => is(this));
        this.#hopes = this.#hopes.filter((hope) => !met.includes(hope));
        for (const { so } of met) so();
    }
}
