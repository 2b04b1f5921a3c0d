/** HTML of the hosted page: an empty document with the first view as data, which the page's script renders. */
import { escaped } from "../html.js";

/** Returns the HTML. `view`: the first view; `theme`: the page's query parameter, `light`, `dark` or else `auto`. */
export function pageShell(view: unknown, theme: string | null): string {
  const colorScheme = theme === "light" || theme === "dark" ? theme : "auto";
  return escaped`<!doctype html>
<html lang="en" data-theme="${colorScheme}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Connect your OnlyFans account – OFAuth emulator</title>
<link rel="stylesheet" href="/assets/link-page.css">
<script type="module" src="/assets/link-page.js"></script>
</head>
<body>
<header><p>OFAuth emulator — sandbox</p></header>
<main data-view="${JSON.stringify(view)}"><noscript>This page needs JavaScript.</noscript></main>
</body>
</html>
`;
}
