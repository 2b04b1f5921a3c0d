import { createSignal } from "solid-js";
import { first, hear, provide, second } from "../values";

export function Page() {
  const [values, setValues] = createSignal(first);
  provide(() => setValues(second));
  return (
    <>
      <ofauth-connect
        id="connect"
        attr:connection-id={values().id}
        prop:linkEndpoint={values().path}
        prop:disabled={values().off}
        prop:strings={values().strings}
        prop:createSession={values().createSession}
        on:lowercaseevent={hear}
        on:kebab-event={hear}
        on:camelEvent={hear}
        on:CAPSevent={hear}
        on:PascalEvent={hear}
        on:ofauth-before-open={hear}
      >
        {values().text}
      </ofauth-connect>
      <ofauth-connection-status id="status" attr:refresh={values().seconds} prop:connection={values().connection} />
    </>
  );
}
