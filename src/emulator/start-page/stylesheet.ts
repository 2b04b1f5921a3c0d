/** Stylesheet of the page at `/`, on top of the hosted page's, which has the colors. */
export const startPageStylesheet = `
main { max-width: 768px; }
h2 { margin: 32px 0 8px; font-size: 1.125rem; line-height: 1.3; }
pre, td, th { font-size: 0.875rem; }
pre {
  margin: 0 0 16px;
  padding: 12px;
  border: 1px solid var(--border);
  border-radius: 8px;
  background: var(--surface-2);
  color: var(--text);
  white-space: pre-wrap;
}
p + pre { margin-top: -8px; }
table { width: 100%; border-collapse: collapse; }
caption { padding: 0 0 8px; color: var(--muted); text-align: start; }
td, th { padding: 8px 12px 8px 0; border-bottom: 1px solid var(--border); text-align: start; vertical-align: top; }
li { padding: 4px 0; }
a { display: inline-block; min-height: 24px; }
a:focus-visible { border-radius: 4px; }
`;
