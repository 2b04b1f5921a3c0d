import { createSignal } from "solid-js";
import { first, recordEvent, provide, second } from "../values";

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
        on:lowercaseevent={recordEvent}
        on:kebab-event={recordEvent}
        on:camelEvent={recordEvent}
        on:CAPSevent={recordEvent}
        on:PascalEvent={recordEvent}
        on:ofauth-before-open={recordEvent}
      >
        {values().text}
      </ofauth-connect>
      <ofauth-connection-status id="status" attr:refresh={values().seconds} prop:connection={values().connection} />
    </>
  );
}
