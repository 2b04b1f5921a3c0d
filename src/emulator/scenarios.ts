/**
 * Switches that make the emulator misbehave on purpose, so that a host can see what its page does then. All are off at
 * first. They are set for the whole emulator with `emulator.scenarios.set()` or `POST /emulator/scenarios`, and for one
 * session with `POST /emulator/scenarios?session=cs_…` or in the session URL's query, as `emulator_<name>=<value>`.
 */

/** The state of every switch. `off` values: `0`, `false`, `null`. */
export interface ScenarioSwitches {
  slow: number;
  silent: boolean;
  noLoaded: boolean;
  refuseExit: boolean;
  refusedFrame: boolean;
  coop: "same-origin" | null;
  invalidSession: "once" | "always" | null;
  error: string | null;
  whitelabel: boolean;
  legacyInit: boolean;
  apiStatus: number | null;
  connectionsStatus: number | null;
}

/** What can be set: any of the switches, and `expireSessionsNow`, which acts once and stays off. */
export type ScenarioPatch = Partial<ScenarioSwitches> & { expireSessionsNow?: boolean };

interface Definition {
  readonly off: ScenarioSwitches[keyof ScenarioSwitches];
  readonly accepts: (value: unknown) => boolean;
  /** What `accepts` accepts, in words; null or the off value always switches off. */
  readonly values: string;
  readonly about: string;
  /** Whether a single session can have it. What happens before there is a session cannot depend on one. */
  readonly perSession: boolean;
}

/** The statuses of OFAuth's errors (Error handling). */
const errorStatuses: readonly unknown[] = [400, 401, 403, 404, 409, 422, 429, 500, 502, 503, 504];
const isErrorStatus = (value: unknown): boolean => errorStatuses.includes(value);
const isBoolean = (value: unknown): boolean => typeof value === "boolean";

const flag = (about: string, perSession = true): Definition => ({
  off: false,
  accepts: isBoolean,
  values: "true or false",
  about,
  perSession,
});
const status = (about: string): Definition => ({
  off: null,
  accepts: isErrorStatus,
  values: errorStatuses.join(", "),
  about,
  perSession: false,
});

/** Every switch, in words; `GET /emulator/scenarios` answers with it. */
export const scenarioDefinitions: Readonly<Record<keyof ScenarioSwitches, Definition>> = {
  slow: {
    off: 0,
    accepts: (value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 600_000,
    values: "milliseconds, at most 600000",
    about: "Delays every answer of the API and of the hosted page.",
    perSession: true,
  },
  silent: flag("The page never posts a message to its parent."),
  noLoaded: flag("The page posts everything but loaded."),
  refuseExit: flag("The page ignores exit_requested."),
  refusedFrame: flag("The page refuses every frame: frame-ancestors 'none'."),
  coop: {
    off: null,
    accepts: (value) => value === "same-origin",
    values: "same-origin",
    about: "The page sends Cross-Origin-Opener-Policy: popups are severed from the window that opened them.",
    perSession: true,
  },
  invalidSession: {
    off: null,
    accepts: (value) => value === "once" || value === "always",
    values: "once or always",
    about: "The next page load (or every one) says that its session is unknown or has expired.",
    perSession: true,
  },
  error: {
    off: null,
    accepts: (value) => typeof value === "string" && value.length > 0 && value.length <= 200,
    values: "an error code such as account_locked; the codes are open-ended",
    about: "The flow ends with this error once the password was right.",
    perSession: true,
  },
  whitelabel: flag("Link init answers mode whitelabel with a clientSecret: there is no page to open.", false),
  legacyInit: flag("Link init leaves mode out, as older deployments do.", false),
  apiStatus: status("Link init answers this error status."),
  connectionsStatus: status("The connections endpoints answer this error status."),
};

const names = Object.keys(scenarioDefinitions) as (keyof ScenarioSwitches)[];
const off = Object.fromEntries(
  names.map((name) => [name, scenarioDefinitions[name].off]),
) as unknown as ScenarioSwitches;

/** The live switches of one emulator. */
export class Scenarios {
  #current: ScenarioSwitches = { ...off };
  readonly #expireSessions: () => void;

  /** `expireSessions` is what `expireSessionsNow` does. */
  constructor(expireSessions: () => void) {
    this.#expireSessions = expireSessions;
  }

  /** A copy of all switches as they are now. */
  get current(): Readonly<ScenarioSwitches> {
    return { ...this.#current };
  }

  /**
   * Sets the switches that are named and leaves the others; takes effect at the next request. `expireSessionsNow: true`
   * ends every session that exists now. Throws `TypeError` for an unknown name or value, and then sets nothing.
   */
  set(patch: ScenarioPatch): void {
    const { expireSessionsNow, ...switches } = parseScenarios(patch);
    this.#current = { ...this.#current, ...switches };
    if (expireSessionsNow) this.#expireSessions();
  }

  /** Everything off. */
  reset(): void {
    this.#current = { ...off };
  }
}

/** `value` as a patch, checked. Throws `TypeError` that says what would be right. */
export function parseScenarios(value: unknown, { perSession = false } = {}): ScenarioPatch {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new TypeError("Scenarios are an object of switches.");
  }
  const patch: Record<string, unknown> = {};
  for (const [name, given] of Object.entries(value)) {
    if (name === "expireSessionsNow") {
      if (!isBoolean(given)) throw new TypeError("expireSessionsNow is true or false.");
      patch[name] = given;
      continue;
    }
    const definition =
      names.includes(name as keyof ScenarioSwitches) && scenarioDefinitions[name as keyof ScenarioSwitches];
    if (!definition)
      throw new TypeError(`There is no scenario "${name}". There are: ${names.join(", ")}, expireSessionsNow.`);
    if (perSession && !definition.perSession) throw new TypeError(`${name} cannot be set for one session.`);
    const isOff = given === null || given === definition.off;
    if (!isOff && !definition.accepts(given)) throw new TypeError(`${name} is ${definition.values}.`);
    patch[name] = isOff ? definition.off : given;
  }
  return patch;
}

/** The switches in a session URL's query, `emulator_<name>=<value>`. Throws `TypeError` as `parseScenarios` does. */
export function scenariosInQuery(query: URLSearchParams): ScenarioPatch {
  const found: Record<string, unknown> = {};
  for (const [key, text] of query) {
    if (!key.startsWith("emulator_")) continue;
    const name = key.slice("emulator_".length);
    found[name] = name === "slow" ? Number(text) : text === "true" ? true : text === "false" ? false : text;
  }
  return parseScenarios(found, { perSession: true });
}
