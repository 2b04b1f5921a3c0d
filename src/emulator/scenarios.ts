/**
 * Scenarios: switches that make the emulator misbehave on purpose, to test how a host copes. All are off by default.
 * Set them for the whole emulator with `emulator.scenarios.set()` or `POST /emulator/scenarios`, or for one session
 * with `POST /emulator/scenarios?session=cs_…` or in the query of its URL, as `emulator_<name>=<value>`.
 */

/** The value of every switch. A switch is off when it is `0`, `false` or `null`. */
export interface ScenarioSwitches {
  /** Delay of every answer of the API and the hosted page, in milliseconds. */
  slow: number;
  /** The page never posts a message to its parent. */
  silent: boolean;
  /** The page posts every message except `loaded`. */
  noLoaded: boolean;
  /** The page ignores `exit_requested`. */
  refuseExit: boolean;
  /** The page cannot be framed (`frame-ancestors 'none'`). */
  refusedFrame: boolean;
  /** `Cross-Origin-Opener-Policy` of the page, which severs a popup from its opener. */
  coop: "same-origin" | null;
  /** The next page load, or every one, reports that the session is unknown or has expired. */
  invalidSession: "once" | "always" | null;
  /** Error code that the flow ends with after the password was accepted. */
  error: string | null;
  /** Link init answers with `mode: "whitelabel"`, that is without a page to open. */
  whitelabel: boolean;
  /** Link init leaves `mode` out, as older deployments of OFAuth do. */
  legacyInit: boolean;
  /** Error status that Link init answers with. */
  apiStatus: number | null;
  /** Error status that the connection endpoints answer with. */
  connectionsStatus: number | null;
}

/** What can be set: any of the switches, and `expireSessionsNow`, which takes effect once and stays off. */
export type ScenarioPatch = Partial<ScenarioSwitches> & { expireSessionsNow?: boolean };

interface SwitchDefinition {
  /** The value that turns the switch off; so does null. */
  readonly off: ScenarioSwitches[keyof ScenarioSwitches];
  readonly accepts: (value: unknown) => boolean;
  /** Description of the accepted values. */
  readonly values: string;
  /** Description of what the switch does. */
  readonly about: string;
  /** Whether the switch can be set for one session. What happens before a session exists cannot depend on one. */
  readonly perSession: boolean;
}

/** Statuses of OFAuth's errors (Error handling). */
const errorStatuses: readonly unknown[] = [400, 401, 403, 404, 409, 422, 429, 500, 502, 503, 504];
const isErrorStatus = (value: unknown): boolean => errorStatuses.includes(value);
const isBoolean = (value: unknown): boolean => typeof value === "boolean";

const booleanSwitch = (about: string, perSession = true): SwitchDefinition => ({
  off: false,
  accepts: isBoolean,
  values: "true or false",
  about,
  perSession,
});
const statusSwitch = (about: string): SwitchDefinition => ({
  off: null,
  accepts: isErrorStatus,
  values: errorStatuses.join(", "),
  about,
  perSession: false,
});

/** Definition of every switch. `GET /emulator/scenarios` returns their descriptions. */
export const scenarioDefinitions: Readonly<Record<keyof ScenarioSwitches, SwitchDefinition>> = {
  slow: {
    off: 0,
    accepts: (value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 600_000,
    values: "milliseconds, at most 600000",
    about: "Delays every answer of the API and the hosted page.",
    perSession: true,
  },
  silent: booleanSwitch("The page never posts a message to its parent."),
  noLoaded: booleanSwitch("The page posts every message except loaded."),
  refuseExit: booleanSwitch("The page ignores exit_requested."),
  refusedFrame: booleanSwitch("The page cannot be framed: frame-ancestors 'none'."),
  coop: {
    off: null,
    accepts: (value) => value === "same-origin",
    values: "same-origin",
    about: "The page sends Cross-Origin-Opener-Policy, which severs a popup from its opener.",
    perSession: true,
  },
  invalidSession: {
    off: null,
    accepts: (value) => value === "once" || value === "always",
    values: "once or always",
    about: "The next page load (or every one) reports that its session is unknown or has expired.",
    perSession: true,
  },
  error: {
    off: null,
    accepts: (value) => typeof value === "string" && value.length > 0 && value.length <= 200,
    values: "an error code such as account_locked; the codes are open-ended",
    about: "The flow ends with this error after the password was accepted.",
    perSession: true,
  },
  whitelabel: booleanSwitch(
    "Link init answers with mode whitelabel and a clientSecret: there is no page to open.",
    false,
  ),
  legacyInit: booleanSwitch("Link init leaves mode out, as older deployments do.", false),
  apiStatus: statusSwitch("Link init answers with this error status."),
  connectionsStatus: statusSwitch("The connection endpoints answer with this error status."),
};

const names = Object.keys(scenarioDefinitions) as (keyof ScenarioSwitches)[];
const allOff = Object.fromEntries(
  names.map((name) => [name, scenarioDefinitions[name].off]),
) as unknown as ScenarioSwitches;

/** The scenario switches of one emulator. */
export class Scenarios {
  #current: ScenarioSwitches = { ...allOff };
  readonly #expireSessions: () => void;

  /** `expireSessions` is called for `expireSessionsNow`. */
  constructor(expireSessions: () => void) {
    this.#expireSessions = expireSessions;
  }

  /** A copy of the current switches. */
  get current(): Readonly<ScenarioSwitches> {
    return { ...this.#current };
  }

  /**
   * Sets the given switches and leaves the others as they are. Takes effect with the next request.
   * `expireSessionsNow: true` expires all existing sessions.
   *
   * @throws {TypeError} If a name or value is unknown. Nothing is set then.
   */
  set(patch: ScenarioPatch): void {
    const { expireSessionsNow, ...switches } = parseScenarios(patch);
    this.#current = { ...this.#current, ...switches };
    if (expireSessionsNow) this.#expireSessions();
  }

  /** Turns all switches off. */
  reset(): void {
    this.#current = { ...allOff };
  }
}

/**
 * Checks that `value` is an object of switches.
 *
 * @throws {TypeError} If a name or value is unknown. The message lists the accepted ones.
 */
export function parseScenarios(value: unknown, { perSession = false } = {}): ScenarioPatch {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new TypeError("Scenarios must be an object of switches.");
  }
  const patch: Record<string, unknown> = {};
  for (const [name, given] of Object.entries(value)) {
    if (name === "expireSessionsNow") {
      if (!isBoolean(given)) throw new TypeError("expireSessionsNow must be true or false.");
      patch[name] = given;
      continue;
    }
    const definition =
      names.includes(name as keyof ScenarioSwitches) && scenarioDefinitions[name as keyof ScenarioSwitches];
    if (!definition) throw new TypeError(`Unknown scenario "${name}". Known: ${names.join(", ")}, expireSessionsNow.`);
    if (perSession && !definition.perSession) throw new TypeError(`${name} cannot be set for one session.`);
    const isOff = given === null || given === definition.off;
    if (!isOff && !definition.accepts(given)) throw new TypeError(`${name} must be ${definition.values}.`);
    patch[name] = isOff ? definition.off : given;
  }
  return patch;
}

/**
 * Reads the switches in the query of a session URL, `emulator_<name>=<value>`.
 *
 * @throws {TypeError} As `parseScenarios`.
 */
export function scenariosInQuery(query: URLSearchParams): ScenarioPatch {
  const found: Record<string, unknown> = {};
  for (const [key, text] of query) {
    if (!key.startsWith("emulator_")) continue;
    const name = key.slice("emulator_".length);
    found[name] = name === "slow" ? Number(text) : text === "true" ? true : text === "false" ? false : text;
  }
  return parseScenarios(found, { perSession: true });
}
