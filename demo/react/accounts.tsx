/** A page about accounts: the connect button, a button of the app's own, the newest account and the list of accounts. */
import { useState } from "react";
import { OFAuthConnect, OFAuthConnections, OFAuthConnectionStatus, useOFAuthConnect } from "ofauth-elements/react";
import type { Setup } from "../setup.js";
import { HandlerLog, type Entry } from "./handler-log.js";

export function Accounts({ linkOrigin, accounts }: Setup) {
  const [entries, setEntries] = useState<readonly Entry[]>([]);
  const log = ({ type, detail }: Pick<CustomEvent<object>, "type" | "detail">) =>
    setEntries((before) => [{ key: before.length, name: type, time: new Date(), detail }, ...before]);
  // Only the emulator needs `linkOrigins`; with OFAuth itself, the default is right.
  const shared = { linkOrigins: linkOrigin, onSuccess: log, onCancel: log, onError: log, onClose: log };
  const example = accounts.find(({ otpCode }) => otpCode === undefined);
  return (
    <>
      <header className="top">
        <p className="mark">
          <img src="/icon.svg" alt="" width="24" height="24" />
          <span>ofauth-elements</span>
        </p>
        <h1>The elements as React components</h1>
        <p className="where">
          <a href="/">Full demo</a>
        </p>
      </header>
      <main>
        <section className="stage" aria-label="The app">
          <div className="canvas">
            <div className="host">
              <div className="example hero">
                <h3>Your creators</h3>
                <p>Connect an OnlyFans account to see its statistics here.</p>
                <div className="here">
                  <OFAuthConnect id="connect" {...shared} onStateChange={log} />
                </div>
              </div>
              <OwnButton linkOrigin={linkOrigin} log={log} />
              <div className="example">
                <h3>Newest account</h3>
                <p>Live</p>
                <div className="here">
                  <OFAuthConnectionStatus id="newest" variant="card" {...shared} onStatusChange={log} />
                </div>
              </div>
              <div className="example list">
                <OFAuthConnections id="list" pageSize={5} {...shared} onDisconnected={log}>
                  <h3 slot="heading">Your accounts</h3>
                </OFAuthConnections>
              </div>
            </div>
            <p className="sandbox">
              Sandbox account: <code>test@{example?.domain}</code>, password <code>{example?.password}</code>
            </p>
          </div>
        </section>
        <HandlerLog entries={entries} clear={() => setEntries([])} />
      </main>
    </>
  );
}

interface OwnButtonProps {
  readonly linkOrigin: string;
  readonly log: (event: { type: string; detail: object }) => void;
}

function OwnButton({ linkOrigin, log }: OwnButtonProps) {
  const { open, state, isReady, connection } = useOFAuthConnect({
    linkOrigins: linkOrigin,
    onSuccess: (detail) => log({ type: "onSuccess", detail }),
    onCancel: (detail) => log({ type: "onCancel", detail }),
    onError: (detail) => log({ type: "onError", detail }),
  });
  const username = connection?.userData?.username;
  return (
    <div className="example">
      <h3>The app's own button</h3>
      <p>With a hook</p>
      <div className="here">
        <button type="button" className="host-button" disabled={!isReady} onClick={() => void open()}>
          Link OnlyFans
        </button>
        <output>{username ? `@${username}` : state}</output>
      </div>
    </div>
  );
}
