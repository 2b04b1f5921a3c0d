/** @jsxImportSource preact */
import "ofauth-elements/preact";

const id = (text: string): string => text;
export const right = [
  <ofauth-connect
    class="ours"
    id="connect"
    mode="popup"
    connection-id="conn_1"
    disabled
    onofauth-success={(e) => id(e.detail.connectionId)}
  >
    Connect
  </ofauth-connect>,
  <ofauth-connect
    createSession={async ({ signal }) => (signal.throwIfAborted(), { url: "https://link.ofauth.com/s/1" })}
  />,
  <ofauth-connection-status variant="card" refresh="30" connection={null} />,
  <ofauth-connections page-size={5} pageSize={5} />,
  <ofauth-import onofauth-imported={(e) => id(e.detail.connectionId)} />,
];
export const wrong = [
  // @ts-expect-error -- no such mode
  <ofauth-connect mode="window" />,
  // @ts-expect-error -- no such detail
  <ofauth-connect onofauth-success={(e) => id(e.detail.nope)} />,
  // @ts-expect-error -- cannot be set
  <ofauth-connect state="open" />,
  // @ts-expect-error -- no such attribute
  <ofauth-connect wrong="" />,
  // @ts-expect-error -- not a number
  <ofauth-connection-status refresh="often" />,
];
