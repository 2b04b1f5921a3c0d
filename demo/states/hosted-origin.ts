/** Where the page is that stands in OFAuth's place: on this machine, and on another origin, as OFAuth's is. */
import { json, type Route } from "./backend.js";

const host = location.hostname === "localhost" ? "127.0.0.1" : "localhost";
export const hostedOrigin = `http://${host}:${location.port}`;

/** Link init's answer: a session of a page that says this. */
export const hosted =
  (...says: readonly object[]): Route =>
  () =>
    json({ mode: "hosted", url: `${hostedOrigin}/states/hosted.html?say=${encodeURIComponent(JSON.stringify(says))}` });
