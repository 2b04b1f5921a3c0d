import { html, redirect, respondingTo, testHostCases } from "./host-cases.js";

testHostCases("checkPage", [
  {
    when: "the page is served without TLS",
    options: { page: "http://app.example/" },
    id: "page-https",
    outcome: "fail",
    seen: /^http:$/,
    advice: /https:/,
  },
  {
    when: "the page is served without TLS on this machine",
    options: { page: "http://localhost:3000/" },
    id: "page-https",
    outcome: "ok",
    seen: /on this machine/,
  },
  {
    when: "the page does not exist",
    host: respondingTo("GET /creators", () => html(404)),
    id: "page-loads",
    outcome: "fail",
    seen: /^404$/,
    advice: /address of a page that exists/,
  },
  {
    when: "the address is not an HTML page",
    host: respondingTo("GET /creators", () => Response.json({})),
    id: "page-loads",
    outcome: "warn",
    seen: /application\/json/,
    advice: /the page that has the elements/,
  },
  {
    when: "the page redirects on its own origin",
    host: respondingTo("GET /creators", () => redirect("/en/creators")),
    id: "page-loads",
    outcome: "ok",
    seen: /at \/en\/creators$/,
  },
  {
    when: "the page redirects to another origin",
    host: respondingTo("GET /creators", () => redirect("https://www.app.example/creators?token=1")),
    id: "page-loads",
    outcome: "fail",
    seen: /^redirects to https:\/\/www\.app\.example\/creators$/,
    advice: /the address at which/,
  },
  {
    when: "the page redirects to itself",
    host: respondingTo("GET /creators", () => redirect("/creators")),
    id: "page-loads",
    outcome: "fail",
    seen: /more than 5 redirects/,
    advice: /address is right/,
  },
]);
