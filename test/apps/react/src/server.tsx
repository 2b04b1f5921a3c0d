/** `node dist-server/server.js '{"link": …, "connectionId": …}'` prints the page that React streams. */
import { StrictMode } from "react";
import { renderToPipeableStream } from "react-dom/server";
import { Page, type PageProps } from "./page.js";

const props = JSON.parse(process.argv[2] ?? "") as PageProps;
const { pipe } = renderToPipeableStream(
  <StrictMode>
    <Page {...props} />
  </StrictMode>,
  { onShellReady: () => pipe(process.stdout) },
);
