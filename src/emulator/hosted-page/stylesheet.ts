/** Stylesheet of the hosted page. It is OFAuth's page, so it has its own font and colors, not the host's. */
export const stylesheet = `
:root {
  color-scheme: light dark;
  --accent: light-dark(#00559e, #7cc4ff);
  --accent-hover: light-dark(#00437d, #a3d5ff);
  --on-accent: light-dark(#ffffff, #00213d);
  --surface: light-dark(#ffffff, #16181d);
  --surface-2: light-dark(#f5f6f8, #1f2229);
  --text: light-dark(#16181d, #f2f4f7);
  --muted: light-dark(#4d5460, #b4bcc8);
  --border: light-dark(#c9ced6, #3a404b);
  --edge: light-dark(#767e8a, #8b94a1);
  --danger: light-dark(#9b1219, #ff9a94);
  --danger-soft: light-dark(#fdebea, #3a1716);
  --warning: light-dark(#734600, #ffc46b);
  --warning-soft: light-dark(#fdf3e0, #33260d);
  --success: light-dark(#0b6b34, #6ddb98);
}
[data-theme="light"] { color-scheme: light; }
[data-theme="dark"] { color-scheme: dark; }
*, ::before, ::after { box-sizing: border-box; }
body {
  margin: 0;
  min-height: 100dvh;
  background: var(--surface);
  color: var(--text);
  font: 1rem/1.5 system-ui, sans-serif;
  overflow-wrap: anywhere;
}
header {
  background: var(--warning-soft);
  color: var(--warning);
  font-size: 0.8125rem;
  font-weight: 600;
  text-align: center;
}
header p { margin: 0; padding: 6px 16px; color: inherit; }
main { max-width: 408px; margin: 0 auto; padding: clamp(24px, 8dvh, 72px) 24px 32px; }
h1 { margin: 0 0 8px; font-size: 1.375rem; line-height: 1.3; letter-spacing: -0.01em; text-wrap: balance; }
h1:focus { outline: none; }
p { margin: 0 0 16px; color: var(--muted); }
form { display: grid; gap: 16px; margin-top: 24px; }
label { display: block; margin-bottom: 4px; font-size: 0.875rem; font-weight: 600; }
input {
  width: 100%;
  height: 44px;
  padding: 0 12px;
  border: 1px solid var(--edge);
  border-radius: 8px;
  background: var(--surface);
  color: inherit;
  font: inherit;
}
input[aria-invalid] { border-color: var(--danger); }
input[autocomplete="one-time-code"] { letter-spacing: 0.2em; font-variant-numeric: tabular-nums; }
button {
  min-height: 44px;
  padding: 8px 18px;
  border: 1px solid transparent;
  border-radius: 8px;
  background: none;
  color: var(--accent);
  font: inherit;
  font-weight: 600;
  cursor: pointer;
}
@media (hover: hover) { button:hover { background: var(--surface-2); color: var(--accent-hover); } }
button[type="submit"] { background: var(--accent); color: var(--on-accent); }
@media (hover: hover) { button[type="submit"]:hover { background: var(--accent-hover); color: var(--on-accent); } }
main[aria-busy="true"] button { opacity: 0.6; cursor: progress; }
.actions { display: grid; gap: 8px; }
:is(a, button, input, summary):focus-visible {
  outline: 2px solid var(--accent);
  outline-offset: 2px;
}
a { color: var(--accent); }
[role="alert"] {
  margin: 0;
  padding: 10px 12px;
  border-radius: 8px;
  background: var(--danger-soft);
  color: var(--danger);
  font-size: 0.9375rem;
}
[role="alert"] + a { display: inline-block; margin-top: 16px; }
ul { margin: 0; padding: 0; list-style: none; }
.permissions { border: 1px solid var(--border); border-radius: 8px; }
.permissions li { display: flex; gap: 10px; padding: 12px; }
.permissions li + li { border-top: 1px solid var(--border); }
.permissions strong {
  flex: none;
  align-self: start;
  margin-inline-start: auto;
  padding: 0 8px;
  border-radius: 99px;
  background: var(--warning-soft);
  color: var(--warning);
  font-size: 0.8125rem;
}
.permissions li::before { content: "\\2713" / ""; color: var(--success); font-weight: 700; }
details { margin-top: 24px; border-top: 1px solid var(--border); padding-top: 12px; font-size: 0.875rem; }
summary { padding: 6px 0; color: var(--muted); font-weight: 600; cursor: pointer; border-radius: 4px; }
details p { margin: 4px 0 8px; }
details li button { width: 100%; padding: 4px 8px; font-size: inherit; font-weight: 400; text-align: start; }
@media (min-width: 560px) {
  body { background: var(--surface-2); }
  main {
    margin-block: clamp(24px, 10dvh, 96px);
    padding: 32px;
    border: 1px solid var(--border);
    border-radius: 12px;
    background: var(--surface);
  }
}
@media (forced-colors: active) {
  button, [role="alert"], header, .permissions strong { border: 1px solid; }
}
@media (prefers-reduced-motion: no-preference) {
  main > * { animation: appear 160ms ease-out; }
  button { transition: background-color 120ms; }
}
@keyframes appear { from { opacity: 0; transform: translateY(4px); } }
`;
