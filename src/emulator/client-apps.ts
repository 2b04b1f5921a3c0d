/** The client apps that the emulator knows: what a developer sets up in OFAuth's dashboard. */

/** One client app. It can be changed at any time with `emulator.clientApps.register()`. */
export interface ClientApp {
  /** `app_` and letters or digits (API reference: Link). */
  readonly id: string;
  /** Who is asking, as the hosted page shows it. Default: "Demo app". */
  readonly name?: string;
  /** Allowed Redirect URIs, absolute `http:` or `https:` URLs, compared exactly. The first is the default. */
  readonly redirectUrls: readonly string[];
  /** Origins whose pages may embed the hosted page (Link embed guide: `frame-ancestors`). Default: none. */
  readonly allowedOrigins?: readonly string[];
  /** What the user is asked to allow, and what a connection then has. Default: `["profile:read"]`. */
  readonly permissions?: readonly string[];
}

export const clientAppIdPattern = /^app_[a-zA-Z0-9]+$/;

/** The registered client apps, in order of registration. */
export class ClientApps {
  readonly #apps = new Map<string, Required<ClientApp>>();

  /** Throws `TypeError` for an app that OFAuth could not have. */
  constructor(apps: readonly ClientApp[]) {
    for (const app of apps) this.register(app);
  }

  /**
   * Adds a client app, or replaces the one with the same id, also while sessions of it are open: a demo knows its own port
   * only after it listens. Throws `TypeError` for an id, URL or origin that OFAuth would not take.
   */
  register(app: ClientApp): void {
    if (!clientAppIdPattern.test(app.id)) throw new TypeError(`A client app id looks like app_abc123, not ${app.id}.`);
    for (const url of app.redirectUrls) {
      if (!isHttpUrl(url)) throw new TypeError(`A redirect URL is an absolute http: or https: URL, not ${url}.`);
    }
    for (const origin of app.allowedOrigins ?? []) {
      // These go into a header: an exact origin has neither spaces nor semicolons.
      if (!isHttpUrl(origin) || new URL(origin).origin !== origin) {
        throw new TypeError(`An allowed origin looks like https://example.com, not ${origin}.`);
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

  /** Changes what an app asks for: the next Link that gets to its authorization screen does. False when unknown. */
  requirePermissions(id: string, permissions: readonly string[]): boolean {
    const app = this.#apps.get(id);
    if (app) this.#apps.set(id, { ...app, permissions: [...permissions] });
    return app !== undefined;
  }

  get(id: string): Required<ClientApp> | undefined {
    return this.#apps.get(id);
  }

  list(): readonly Required<ClientApp>[] {
    return [...this.#apps.values()];
  }
}

export function isHttpUrl(value: string): boolean {
  try {
    return ["http:", "https:"].includes(new URL(value).protocol);
  } catch {
    return false;
  }
}
