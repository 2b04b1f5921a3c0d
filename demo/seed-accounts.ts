import { userFor, type Emulator } from "ofauth-elements/emulator";

/** Adds three connections of Ava. Ben has none. */
export function seedAccounts({ connections }: Emulator): void {
  const ago = (days: number) => new Date(Date.now() - days * 24 * 60 * 60_000).toISOString();
  const clientReferenceId = "ava";
  connections.seed({
    clientReferenceId,
    createdAt: ago(9),
    imported: true,
    lastCheckedAt: null,
    userData: { id: "5150", name: "Imported 5150", username: "u5150", avatar: null },
  });
  connections.seed({
    clientReferenceId,
    createdAt: ago(4),
    status: "expired",
    userData: userFor("test@fan.sandbox.com"),
  });
  connections.seed({ clientReferenceId, createdAt: ago(1), userData: userFor("test@creator.sandbox.com") });
}
