/** Types for a host: the compiler must reject the code after each `@ts-expect-error` and accept all other code. */
import { useRef } from "react";
import {
  OFAuthConnect,
  OFAuthConnectionStatus,
  OFAuthConnections,
  OFAuthImport,
  useOFAuthConnect,
  type OFAuthConnectElement,
  type OFAuthConnectProps,
  type OFAuthSuccessEvent,
} from "ofauth-elements/react";

const id = (value: string): string => value;
const shared: OFAuthConnectProps = { mode: "popup", disabled: true };

export function Components() {
  const element = useRef<OFAuthConnectElement>(null);
  return (
    <>
      <OFAuthConnect
        {...shared}
        ref={element}
        className="wide"
        slot="aside"
        aria-label="Connect"
        data-test="connect"
        createSession={async ({ connectionId, signal }) => {
          signal.throwIfAborted();
          return { url: id(connectionId ?? "") };
        }}
        onSuccess={(event: OFAuthSuccessEvent) => id(event.detail.connectionId)}
        onBeforeOpen={(event) => event.preventDefault()}
        onError={({ detail }) => id(detail.code)}
        onClick={({ currentTarget }) => void currentTarget.open()}
      >
        <a href="/connect">Connect</a>
      </OFAuthConnect>
      <OFAuthConnectionStatus
        variant="card"
        connection={null}
        onDisconnected={({ detail }) => id(detail.connectionId)}
      />
      <OFAuthConnections pageSize={5} status="expired" onStatusChange={({ detail }) => id(detail.status)}>
        <h2 slot="heading">Accounts</h2>
      </OFAuthConnections>
      <OFAuthImport connectionId={undefined} onImported={({ detail }) => id(detail.connectionId)} />
      {/* @ts-expect-error -- no such mode */}
      <OFAuthConnect mode="window" />
      {/* @ts-expect-error -- no such detail */}
      <OFAuthConnect onSuccess={({ detail }) => id(detail.account)} />
      {/* @ts-expect-error -- the import form opens no flow */}
      <OFAuthImport onSuccess={() => undefined} />
      {/* @ts-expect-error -- read-only */}
      <OFAuthConnect state="open" />
      {/* @ts-expect-error -- a method */}
      <OFAuthConnect open={() => undefined} />
    </>
  );
}

export function BareTags() {
  const element = useRef<OFAuthConnectElement>(null);
  return (
    <>
      <ofauth-connect
        ref={element}
        class="wide"
        mode="redirect"
        connection-id="conn_1"
        requestInit={{ headers: {} }}
        onofauth-success={({ detail }) => id(detail.connectionId)}
      >
        <button>Connect</button>
      </ofauth-connect>
      <ofauth-connections page-size={5} actions="reconnect" />
      <ofauth-connection-status connection={null} onofauth-status-change={({ detail }) => id(detail.status)} />
      <ofauth-import theme="dark" onofauth-imported={({ detail }) => id(detail.connectionId)} />
      {/* @ts-expect-error -- no such mode */}
      <ofauth-connect mode="window" />
      {/* @ts-expect-error -- no such detail */}
      <ofauth-connect onofauth-success={({ detail }) => id(detail.account)} />
      {/* @ts-expect-error -- a server would render an attribute that the element does not read */}
      <ofauth-connect connectionId="conn_1" />
    </>
  );
}

export function Hook() {
  const { open, state, error } = useOFAuthConnect({ mode: "embed", onSuccess: ({ connectionId }) => id(connectionId) });
  // @ts-expect-error -- no such mode
  useOFAuthConnect({ mode: "window" });
  // @ts-expect-error -- no such state
  const isOver = state === "over";
  const click = () => open().then((result) => (result.outcome === "connected" ? id(result.connectionId) : undefined));
  return (
    <button disabled={isOver} onClick={() => void click()}>
      {error?.code}
    </button>
  );
}
