import { changingResponse, testHostCases, withHeaders } from "./host-cases.js";

/** A host whose clock is `ms` ahead. */
const clockAhead = (ms: number) =>
  changingResponse("GET /link/init", (response) =>
    withHeaders({ date: new Date(Date.now() + ms).toUTCString() })(response),
  );

testHostCases("checkClock", [
  {
    when: "the host's clock is an hour ahead",
    host: clockAhead(3_600_000),
    id: "clock",
    outcome: "fail",
    seen: /^36\d\d seconds ahead$|^3599 seconds ahead$/,
    advice: /300 seconds/,
  },
  {
    when: "the host's clock is 2 minutes behind",
    host: clockAhead(-120_000),
    id: "clock",
    outcome: "warn",
    seen: /^1(19|20|21) seconds behind$/,
    advice: /NTP/,
  },
  {
    when: "the host's clock is 20 seconds ahead",
    host: clockAhead(20_000),
    id: "clock",
    outcome: "ok",
    seen: /^(19|20|21) seconds ahead$/,
  },
  {
    when: "the Date header is invalid",
    host: changingResponse("GET /link/init", withHeaders({ date: "soon" })),
    id: "clock",
    outcome: "skipped",
    seen: /no valid Date/,
  },
  {
    when: "the response comes from a cache",
    host: changingResponse("GET /link/init", withHeaders({ age: "3" })),
    id: "clock",
    outcome: "skipped",
    seen: /a cache/,
  },
]);
