/**
 * Returns a function that runs `work` on its first call and makes later calls wait for that run. After a failure the
 * next call runs it again.
 */
export function once(work: () => Promise<unknown>): () => Promise<void> {
  let started: Promise<unknown> | undefined;
  return async () => {
    const current = (started ??= work());
    try {
      await current;
    } catch (error) {
      if (started === current) started = undefined;
      throw error;
    }
  };
}
