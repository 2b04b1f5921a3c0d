/** Code in the page of the mount benchmark: inserts elements, all at once, and measures the time. */

/** Resolves after the next frame has been painted. */
const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));

/**
 * @typedef {Element & { updateComplete?: Promise<unknown> }} Mounted
 * @typedef {{ rendered: number, painted: number, shown: number | undefined }} Times milliseconds since they were inserted
 * @param {string} markup @param {boolean} isLive whether they fetch their status
 * @returns {Promise<Times>} `rendered`: all are rendered and laid out. `shown`: the same, with every status
 */
export async function mount(markup, isLive) {
  const template = document.createElement("template");
  // Custom elements in a template are not upgraded yet.
  template.innerHTML = markup;
  /** @type {Mounted[]} */
  const elements = [...template.content.querySelectorAll("li > *")];
  const laidOut = async () => {
    for (const { updateComplete } of elements) await updateComplete;
    document.body.getBoundingClientRect();
    return performance.now() - start;
  };
  await frame();
  const start = performance.now();
  const shown = isLive ? allActive(elements.length).then(laidOut) : undefined;
  document.body.append(template.content);
  const rendered = await laidOut();
  await frame();
  const painted = performance.now() - start;
  return { rendered, painted, shown: await shown };
}

/** Removes all elements. */
export async function unmount() {
  document.body.replaceChildren();
  await frame();
}

/** Returns the text that each element shows. */
export const texts = () =>
  [...document.querySelectorAll("li > :defined")].map(({ shadowRoot, textContent }) =>
    `${shadowRoot?.textContent ?? ""}${textContent}`.trim(),
  );

/** @param {number} count @returns {Promise<void>} */
function allActive(count) {
  let left = count;
  return new Promise((resolve, reject) => {
    document.addEventListener("ofauth-status-change", (event) => {
      const { status } = /** @type {CustomEvent<{ status: string }>} */ (event).detail;
      if (status !== "active") reject(new Error(`Unexpected status ${status}.`));
      else if (--left === 0) resolve();
    });
  });
}
