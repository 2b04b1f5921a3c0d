/** The origin of the page in place of OFAuth's hosted page: on this machine, but another origin, like OFAuth's. */
import { json, type Route } from "./backend.js";

const host = location.hostname === "localhost" ? "127.0.0.1" : "localhost";
export const hostedOrigin = `http://${host}:${location.port}`;

/** Answers Link init with a session whose page posts these messages. */
export const hosted =
  (...messages: readonly object[]): Route =>
  () =>
    json({
      mode: "hosted",
      url: `${hostedOrigin}/states/hosted.html?messages=${encodeURIComponent(JSON.stringify(messages))}`,
    });
