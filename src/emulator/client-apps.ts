/** The emulator's client apps, which a developer configures in OFAuth's dashboard. */

/** A client app. It can be changed at any time with `emulator.clientApps.register()`. */
export interface ClientApp {
  /** `app_` followed by letters or digits (API reference: Link). */
  readonly id: string;
  /** The app's name on the hosted page. Default: `"Demo app"`. */
  readonly name?: string;
  /** Allowed Redirect URIs, absolute `http:` or `https:` URLs, compared exactly. The first is the default. */
  readonly redirectUrls: readonly string[];
  /** Origins whose pages may embed the hosted page (Link embed guide: `frame-ancestors`). Default: none. */
  readonly allowedOrigins?: readonly string[];
  /** The permissions that the user is asked to allow and that a connection then has. Default: `["profile:read"]`. */
  readonly permissions?: readonly string[];
}

/** The form of a client app's id (API reference: Link). */
export const clientAppIdPattern = /^app_[a-zA-Z0-9]+$/;

/** The registered client apps, in order of registration. */
export class ClientApps {
  readonly #apps = new Map<string, Required<ClientApp>>();

  /** @throws {TypeError} If an app is not valid, as in `register`. */
  constructor(apps: readonly ClientApp[]) {
    for (const app of apps) this.register(app);
  }

  /**
   * Adds a client app, or replaces the one with the same id, also while it has open sessions: a demo knows its own port
   * only once it listens.
   *
   * @throws {TypeError} If the id, a URL or an origin is not valid.
   */
  register(app: ClientApp): void {
    if (!clientAppIdPattern.test(app.id))
      throw new TypeError(`A client app id must look like app_abc123; got ${app.id}.`);
    for (const url of app.redirectUrls) {
      if (!isHttpUrl(url)) throw new TypeError(`A redirect URL must be an absolute http: or https: URL; got ${url}.`);
    }
    for (const origin of app.allowedOrigins ?? []) {
      // They are written into a CSP header: an exact origin contains neither spaces nor semicolons.
      if (!isHttpUrl(origin) || new URL(origin).origin !== origin) {
        throw new TypeError(`An allowed origin must look like https://example.com; got ${origin}.`);
      }
    }
    this.#apps.set(app.id, {
      id: app.id,
      name: app.name ?? "Demo app",
      redirectUrls: [...app.redirectUrls],
      allowedOrigins: [...(app.allowedOrigins ?? [])],
      permissions: [...(app.permissions ?? ["profile:read"])],
    });
  }

  /**
   * Changes the permissions that an app requests. Applies to sessions that reach the authorization screen from now on.
   *
   * @returns False if the app does not exist.
   */
  requirePermissions(id: string, permissions: readonly string[]): boolean {
    const app = this.#apps.get(id);
    if (app) this.#apps.set(id, { ...app, permissions: [...permissions] });
    return app !== undefined;
  }

  /** Returns the app with this id. */
  get(id: string): Required<ClientApp> | undefined {
    return this.#apps.get(id);
  }

  /** Returns all apps, in order of registration. */
  list(): readonly Required<ClientApp>[] {
    return [...this.#apps.values()];
  }
}

/** Returns whether `value` is an absolute `http:` or `https:` URL. */
export function isHttpUrl(value: string): boolean {
  try {
    return ["http:", "https:"].includes(new URL(value).protocol);
  } catch {
    return false;
  }
}
