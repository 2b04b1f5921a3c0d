/** Which of the languages that are there is meant by a `lang` (BCP 47). */

/** A language tag as browsers write it; null for what is none. */
function canonical(lang: string): Intl.Locale | null {
  try {
    return new Intl.Locale(lang);
  } catch {
    return null;
  }
}

/** The tag itself, then what is more general: `zh-Hans-CN`, `zh-Hans`, `zh`. Old codes become today's: `iw` is `he`. */
export function fallbackChain(lang: string): string[] {
  const subtags = canonical(lang)?.baseName.split("-") ?? [];
  return subtags.map((_, left) => subtags.slice(0, subtags.length - left).join("-"));
}

/**
 * The one of `tags` for `lang`: the tag itself or a more general one, else one of the same language in the same script, so
 * that `pt-PT` gets `pt-BR`, and `zh-TW`, which is written otherwise, does not get `zh-CN`.
 */
export function nearestTag(lang: string, tags: readonly string[]): string | undefined {
  const near = fallbackChain(lang).find((tag) => tags.includes(tag));
  if (near) return near;
  const wanted = canonical(lang)?.maximize();
  // The language first: every element asks each time that it is drawn, and a Locale takes long to make.
  return tags.find(
    (tag) => tag.split("-", 1)[0] === wanted?.language && new Intl.Locale(tag).maximize().script === wanted?.script,
  );
}

/** By language tag, how to get what there is for it. */
export type Loaders = Readonly<Record<string, () => Promise<unknown>>>;

/** Gets what is nearest to `lang`; undefined if there is nothing for it. */
export const loadNearestLocale = async (lang: string, loaders: Loaders): Promise<unknown> =>
  loaders[nearestTag(lang, Object.keys(loaders)) ?? ""]?.();
