/** What the page of the mount bench does: puts elements into itself, all at once, and times it. */

/** Resolves when what has been done so far is on the screen. */
const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));

/**
 * @typedef {Element & { updateComplete?: Promise<unknown> }} Mounted
 * @typedef {{ rendered: number, painted: number, shown: number | undefined }} Times milliseconds since they were put in
 * @param {string} markup @param {boolean} isLive whether they read their status
 * @returns {Promise<Times>} `rendered`: each has drawn itself, and the page is laid out. `shown`: so it is with every status
 */
export async function mount(markup, isLive) {
  const template = document.createElement("template");
  // In a template nothing becomes an element of ours or of anybody else's yet.
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

/** Takes all out again, for which nothing is timed. */
export async function unmount() {
  document.body.replaceChildren();
  await frame();
}

/** What the elements of the page show. */
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
      if (status !== "active") reject(new Error(`A status is ${status}.`));
      else if (--left === 0) resolve();
    });
  });
}
