// First: it changes how Lit's elements start.
import "@lit-labs/ssr-client/lit-element-hydrate-support.js";
import "ofauth-elements";
import "ofauth-elements/import.js";
import "ofauth-elements/locales/de.js";

for (const element of document.querySelectorAll("ofauth-connect")) {
  // What a server cannot pass on in HTML.
  if (location.pathname === "/redirect") element.strings = { connect: "Continue on OFAuth" };
  element.addEventListener("ofauth-success", ({ detail }) => {
    console.log(location.pathname === "/redirect" ? "success" : "saved", detail.connectionId, detail.verified);
  });
}
