/** Asks the host who is asking. Everything but a clear yes is a refusal. */
import { ClientGoneError, TimeoutError, withTimeout, type StartTimer } from "./http/timeout.js";
import type { Geolocation } from "./options.js";
import { HttpError } from "./http/http-error.js";
import { readGeolocation, type Settings } from "./settings.js";

const deadlineMs = 10_000;

export interface Caller {
  readonly clientReferenceId: string;
  readonly geolocation: Geolocation | undefined;
}

/** The signed-in user. Throws 401, 500 or 504. */
export async function authenticate(request: Request, settings: Settings, timer: StartTimer): Promise<Caller> {
  let answer: unknown;
  try {
    answer = await withTimeout(async () => settings.authorize(request), {
      ms: deadlineMs,
      timer,
      client: request.signal,
    });
  } catch (error) {
    if (error instanceof TimeoutError)
      throw new HttpError(504, "timeout", "The host did not say who is asking in time.");
    if (error instanceof ClientGoneError) throw error;
    throw new HttpError(500, "server_error", "The host could not say who is asking.", { cause: error });
  }
  if (answer === null || answer === undefined) throw new HttpError(401, "unauthorized", "Nobody is signed in.");
  return readAnswer(answer);
}

function readAnswer(answer: unknown): Caller {
  const { clientReferenceId, geolocation } = answer as Record<string, unknown>;
  // `parseConnection` cuts a reference at 500 characters: a longer one could equal another user's cut one.
  if (typeof clientReferenceId !== "string" || clientReferenceId.trim() === "" || clientReferenceId.length > 255) {
    throw new HttpError(
      500,
      "misconfigured",
      "authorize must answer {clientReferenceId}, a string of 1 to 255 characters.",
    );
  }
  const place = readGeolocation(geolocation);
  if (geolocation !== undefined && geolocation !== null && !place) {
    throw new HttpError(
      500,
      "misconfigured",
      "The geolocation that authorize answers is not {country, state?, city?}.",
    );
  }
  return { clientReferenceId, geolocation: place };
}
