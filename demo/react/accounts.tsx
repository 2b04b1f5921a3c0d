/** A page about accounts: the button, a button of the app's own, the newest account and all of them. */
import { useState } from "react";
import { OFAuthConnect, OFAuthConnections, OFAuthConnectionStatus, useOFAuthConnect } from "ofauth-elements/react";
import type { Setup } from "../setup.js";
import { Heard, type Entry } from "./event-list.js";

export function Accounts({ linkOrigin, accounts }: Setup) {
  const [entries, setEntries] = useState<readonly Entry[]>([]);
  const log = ({ type, detail }: Pick<CustomEvent<object>, "type" | "detail">) =>
    setEntries((before) => [{ key: before.length, name: type, time: new Date(), detail }, ...before]);
  // OFAuth itself needs no `linkOrigins`; the demo's emulator does.
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
          <a href="/">All of the demo</a>
        </p>
      </header>
      <main>
        <section className="stage" aria-label="The app">
          <div className="canvas">
            <div className="host">
              <div className="example hero">
                <h3>Your creators</h3>
                <p>Connect an OnlyFans account to see its numbers here.</p>
                <div className="here">
                  <OFAuthConnect id="connect" {...shared} onStateChange={log} />
                </div>
              </div>
              <OwnButton linkOrigin={linkOrigin} log={log} />
              <div className="example">
                <h3>The newest one</h3>
                <p>live</p>
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
              In the sandbox: <code>test@{example?.domain}</code>, password <code>{example?.password}</code>
            </p>
          </div>
        </section>
        <Heard entries={entries} clear={() => setEntries([])} />
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
  const who = connection?.userData?.username;
  return (
    <div className="example">
      <h3>A button of its own</h3>
      <p>by a hook</p>
      <div className="here">
        <button type="button" className="host-button" disabled={!isReady} onClick={() => void open()}>
          Link OnlyFans
        </button>
        <output>{who ? `@${who}` : state}</output>
      </div>
    </div>
  );
}
