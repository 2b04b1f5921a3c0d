/** The scenario switches: their values, what they accept, and what they do. */

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
  /** `Retry-After` of those two, in seconds. Without it, only 429 has the header: 1 second. */
  retryAfter: number | null;
  /** Delay of the list of connections, in milliseconds, in addition to `slow`. */
  slowList: number;
  /** The list does not contain a new connection until it is this old, in milliseconds. */
  listLag: number;
  /** A `limit` above the largest page is cut to it instead of refused. */
  cutPages: boolean;
}

/** One switch: its values, and what it does. */
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
/** Whether `value` is a Boolean. */
export const isBoolean = (value: unknown): boolean => typeof value === "boolean";
const isWholeNumber = (value: unknown, most: number): boolean =>
  Number.isInteger(value) && Number(value) >= 0 && Number(value) <= most;

const booleanSwitch = (about: string, perSession = true): SwitchDefinition => ({
  off: false,
  accepts: isBoolean,
  values: "true or false",
  about,
  perSession,
});
const delaySwitch = (about: string, perSession = false): SwitchDefinition => ({
  off: 0,
  accepts: (value) => isWholeNumber(value, 600_000),
  values: "milliseconds, at most 600000",
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
  slow: delaySwitch("Delays every answer of the API and the hosted page.", true),
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
  retryAfter: {
    off: null,
    accepts: (value) => isWholeNumber(value, 3600),
    values: "seconds, at most 3600",
    about: "Retry-After of apiStatus and connectionsStatus. Without it, only 429 has the header: 1 second.",
    perSession: false,
  },
  slowList: delaySwitch("Delays the list of connections, in addition to slow."),
  listLag: delaySwitch("The list does not contain a new connection until it is this old."),
  cutPages: booleanSwitch("A limit above the largest page is cut to it instead of refused.", false),
};
