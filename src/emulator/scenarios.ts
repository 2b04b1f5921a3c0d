/**
 * Scenarios: switches that make the emulator misbehave on purpose, to test how a host copes. All are off by default.
 * Set them for the whole emulator with `emulator.scenarios.set()` or `POST /emulator/scenarios`, or for one session
 * with `POST /emulator/scenarios?session=cs_…` or in the query of its URL, as `emulator_<name>=<value>`.
 */
import { isBoolean, scenarioDefinitions, type ScenarioSwitches } from "./scenario-switches.js";

/** What can be set: any of the switches, and `expireSessionsNow`, which takes effect once and stays off. */
export type ScenarioPatch = Partial<ScenarioSwitches> & { expireSessionsNow?: boolean };

const names = Object.keys(scenarioDefinitions) as (keyof ScenarioSwitches)[];
const allOff = Object.fromEntries(
  names.map((name) => [name, scenarioDefinitions[name].off]),
) as unknown as ScenarioSwitches;

/** The scenario switches of one emulator. */
export class Scenarios {
  #current: ScenarioSwitches = { ...allOff };
  /** When a switch goes off by itself, in milliseconds since the epoch. */
  readonly #ends = new Map<keyof ScenarioSwitches, number>();
  readonly #expireSessions: () => void;
  readonly #now: () => number;

  /** `expireSessions` is called for `expireSessionsNow`; `now` returns the time in milliseconds since the epoch. */
  constructor(expireSessions: () => void, now: () => number) {
    this.#expireSessions = expireSessions;
    this.#now = now;
  }

  /** A copy of the current switches. */
  get current(): Readonly<ScenarioSwitches> {
    const over = names.filter((name) => this.#isOver(name)).map((name) => [name, allOff[name]]);
    return { ...this.#current, ...(Object.fromEntries(over) as Partial<ScenarioSwitches>) };
  }

  /**
   * Sets the given switches and leaves the others as they are. Takes effect with the next request.
   * `expireSessionsNow: true` expires all existing sessions.
   *
   * @param forMs After this many milliseconds, the switches go off by themselves. Default: never.
   *
   * @throws {TypeError} If a name or value is unknown. Nothing is set then.
   */
  set(patch: ScenarioPatch, { forMs }: { readonly forMs?: number | undefined } = {}): void {
    const { expireSessionsNow, ...switches } = parseScenarios(patch);
    if (forMs !== undefined && !(forMs > 0)) throw new TypeError("forMs must be a number of milliseconds above 0.");
    // One that has gone off by itself stays off.
    this.#current = { ...this.current, ...switches };
    for (const name of names.filter((each) => this.#isOver(each))) this.#ends.delete(name);
    for (const name of Object.keys(switches) as typeof names) {
      if (forMs === undefined) this.#ends.delete(name);
      else this.#ends.set(name, this.#now() + forMs);
    }
    if (expireSessionsNow) this.#expireSessions();
  }

  /** Turns all switches off. */
  reset(): void {
    this.#current = { ...allOff };
    this.#ends.clear();
  }

  #isOver(name: keyof ScenarioSwitches): boolean {
    return (this.#ends.get(name) ?? Infinity) <= this.#now();
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
