/** A page about accounts: the element's button, the app's own button and the status of a connection. */
import { useRef, useState } from "react";
import {
  OFAuthConnect,
  OFAuthConnectionStatus,
  useOFAuthConnect,
  type OFAuthConnectElement,
} from "ofauth-elements/react";
import { note } from "./notes.js";

export interface PageProps {
  /** Origin of the emulator's hosted page. */
  readonly link: string;
  readonly connectionId: string;
}

export function Page({ link, connectionId }: PageProps) {
  const [isShown, setShown] = useState(true);
  return (
    <>
      <h1>Accounts</h1>
      <button onClick={() => setShown(!isShown)}>{isShown ? "Hide" : "Show"}</button>
      {isShown && (
        <>
          <ElementButton link={link} />
          <OwnButton link={link} />
          <OFAuthConnectionStatus
            id="status"
            className="account"
            connectionId={connectionId}
            variant="card"
            actions="refresh"
            requestInit={{ headers: { "x-from": "react" } }}
            onStatusChange={({ detail }) => note(`status ${detail.status}`)}
          />
        </>
      )}
    </>
  );
}

function ElementButton({ link }: { link: string }) {
  const element = useRef<OFAuthConnectElement>(null);
  const [label, setLabel] = useState("Connect");
  return (
    <section>
      <OFAuthConnect
        ref={element}
        id="connect"
        linkOrigins={link}
        label={label}
        hidden={false}
        strings={{ connected: "Done" }}
        onBeforeOpen={({ detail }) => note(`before ${detail.mode}`)}
        onOpen={({ detail }) => note(`open ${detail.mode}`)}
        onSuccess={({ detail }) => note(`${label}: success, verified ${detail.verified}`)}
        onCancel={({ detail }) => note(`${label}: cancel ${detail.reason}`)}
        onClose={({ detail }) => note(`close ${detail.outcome}`)}
      />
      <button onClick={() => setLabel("Connect an account")}>Relabel</button>
      <button onClick={() => void element.current?.open()}>Open by ref</button>
      <button onClick={() => note(`state ${element.current?.state}`)}>Read</button>
    </section>
  );
}

function OwnButton({ link }: { link: string }) {
  const [renders, setRenders] = useState(1);
  const { open, close, state, isReady, error, connection } = useOFAuthConnect({
    linkOrigins: link,
    onOpen: ({ mode }) => note(`hook: open ${mode}`),
    onSuccess: () => note(`hook: success in render ${renders}`),
    onCancel: ({ reason }) => note(`hook: cancel ${reason}`),
    onClose: ({ outcome }) => note(`hook: close ${outcome}`),
  });
  return (
    <section>
      <button disabled={!isReady} onClick={() => void open().then(({ outcome }) => note(`hook: open() ${outcome}`))}>
        Link
      </button>
      <button onClick={() => close({ force: true })}>Stop</button>
      <button onClick={() => setRenders(renders + 1)}>Again</button>
      <output>
        {[state, error?.code ?? "no error", connection?.userData?.username ?? "no connection"].join(", ")}
      </output>
    </section>
  );
}
