/** @jsxImportSource react */
import { useState } from "react";
import { first, recordEvent, provide, second } from "../values";

export function Page() {
  const [values, setValues] = useState(first);
  provide(() => setValues(second));
  return (
    <>
      <ofauth-connect
        id="connect"
        connection-id={values.id}
        linkEndpoint={values.path}
        disabled={values.off}
        strings={values.strings}
        createSession={values.createSession}
        onlowercaseevent={recordEvent}
        onkebab-event={recordEvent}
        oncamelEvent={recordEvent}
        onCAPSevent={recordEvent}
        onPascalEvent={recordEvent}
        onofauth-before-open={recordEvent}
      >
        {values.text}
      </ofauth-connect>
      <ofauth-connection-status id="status" refresh={values.seconds} connection={values.connection} />
    </>
  );
}
