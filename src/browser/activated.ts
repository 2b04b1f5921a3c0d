/** Resolves when the user sees the page: a browser may render it ahead, and what is read once must not be read in vain. */
export async function activated(document: Document & { readonly prerendering?: boolean }): Promise<void> {
  if (!document.prerendering) return;
  await new Promise((resolve) => document.addEventListener("prerenderingchange", resolve, { once: true }));
}
