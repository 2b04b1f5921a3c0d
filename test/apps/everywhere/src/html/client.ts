import "ofauth-elements";
import { first, recordEvent, provide, second } from "../values";

const root = document.querySelector("#app")!;
const connect = document.createElement("ofauth-connect");
const status = document.createElement("ofauth-connection-status");
connect.id = "connect";
status.id = "status";

function fill({ id, path, off, seconds, strings, connection, createSession, text }: typeof first): void {
  connect.setAttribute("connection-id", id);
  connect.linkEndpoint = path;
  connect.disabled = off;
  connect.strings = strings;
  connect.createSession = createSession;
  connect.textContent = text;
  status.setAttribute("refresh", String(seconds));
  status.connection = connection;
}

fill(first);
for (const name of ["lowercaseevent", "kebab-event", "camelEvent", "CAPSevent", "PascalEvent", "ofauth-before-open"]) {
  connect.addEventListener(name, recordEvent);
}
root.append(connect, status);
provide(() => fill(second));
