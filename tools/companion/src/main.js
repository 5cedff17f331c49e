/** The connection as Companion runs it: its configuration, and what it defines of the show that it is connected to. */

import { InstanceBase, InstanceStatus } from "@companion-module/base";

import { ACTIONS } from "./actions.js";
import { FIELDS, wrong_with } from "./config.js";
import { FEEDBACKS } from "./feedbacks.js";
import { Known } from "./known.js";
import { presets_of } from "./presets.js";
import { Studio } from "./studio.js";
import { definitions, values } from "./variables.js";

const STATUS = {
  connecting: InstanceStatus.Connecting,
  ok: InstanceStatus.Ok,
  away: InstanceStatus.Disconnected,
  refused: InstanceStatus.AuthenticationFailure,
  bad_config: InstanceStatus.BadConfig,
};

export const UpgradeScripts = [];

export default class TallyInstance extends InstanceBase {
  #known = new Known();
  #studio = null;
  #shape = "";

  async init(config, _first, secrets) {
    this.#define();
    await this.configUpdated(config, secrets);
  }

  async configUpdated(config, secrets) {
    await this.destroy();
    const wrong = wrong_with(config, secrets);
    if (wrong) {
      this.updateStatus(InstanceStatus.BadConfig, wrong);
      return;
    }
    this.#studio = new Studio(
      { address: config.address, show: config.show?.trim(), token: secrets.token.trim() },
      {
        state: (status, words) => this.updateStatus(STATUS[status], words),
        snapshot: (message) => this.#told(() => this.#known.begin(message)),
        event: (message) => this.#told(() => this.#known.hear(message)),
        gone: () => this.#told(() => this.#known.forget()),
      },
    );
    await this.#studio.open();
  }

  async destroy() {
    this.#studio?.close();
    this.#studio = null;
    this.#known.forget();
  }

  getConfigFields() {
    return FIELDS;
  }

  #told(change) {
    change();
    if (this.#known.connected && this.#known.shape !== this.#shape) this.#define();
    this.setVariableValues(values(this.#known));
    this.checkAllFeedbacks();
  }

  /** Everything that is made of what the show has. It stays when a connection is lost: buttons keep their fields. */
  #define() {
    const known = this.#known;
    this.#shape = known.shape;
    this.setVariableDefinitions(definitions(known));
    this.setActionDefinitions(mapped(ACTIONS, (action) => this.#action(action)));
    this.setFeedbackDefinitions(mapped(FEEDBACKS, (feedback) => this.#feedback(feedback)));
    const { structure, presets } = presets_of(known, this.label);
    this.setPresetDefinitions(structure, presets);
  }

  #action({ name, options = () => [], asks }) {
    return { name, options: options(this.#known), callback: ({ options }) => this.#ask(asks(options, this.#known)) };
  }

  async #ask(command) {
    try {
      const answer = this.#studio?.ask(command);
      this.#known.expect(command);
      await answer;
    } catch (refusal) {
      this.#known.refused();
      this.log("warn", `${command.verb} was refused: ${refusal.message} (${refusal.code})`);
    }
  }

  #feedback({ name, options = () => [], style, is }) {
    return {
      type: "boolean",
      name,
      options: options(this.#known),
      defaultStyle: style,
      callback: ({ options }) => is(options, this.#known),
    };
  }
}

const mapped = (table, made) => Object.fromEntries(Object.entries(table).map(([id, row]) => [id, made(row)]));
