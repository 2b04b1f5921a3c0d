/** Begins `work` with the first call, and has every other wait for that. What has failed is begun anew by the next. */
export function once(work: () => Promise<unknown>): () => Promise<void> {
  let begun: Promise<unknown> | undefined;
  return async () => {
    const current = (begun ??= work());
    try {
      await current;
    } catch (error) {
      if (begun === current) begun = undefined;
      throw error;
    }
  };
}
