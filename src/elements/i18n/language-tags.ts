/** Matches a `lang` attribute (BCP 47) to the languages that are available. */

/** Parses a language tag; null when it is invalid. */
function parseTag(lang: string): Intl.Locale | null {
  try {
    return new Intl.Locale(lang);
  } catch {
    return null;
  }
}

/**
 * Returns a tag followed by its more general ones: `zh-Hans-CN`, `zh-Hans`, `zh`. Deprecated codes are replaced (`iw` by `he`).
 * Empty for an invalid tag.
 */
export function fallbackChain(lang: string): string[] {
  const subtags = parseTag(lang)?.baseName.split("-") ?? [];
  return subtags.map((_, dropped) => subtags.slice(0, subtags.length - dropped).join("-"));
}

/**
 * Returns the one of `tags` that suits `lang` best: the tag itself, a more general one, or one of the same language in the same
 * script. So `pt-PT` gets `pt-BR`, but `zh-TW`, which uses another script, does not get `zh-CN`.
 */
export function nearestTag(lang: string, tags: readonly string[]): string | undefined {
  const exactOrGeneral = fallbackChain(lang).find((tag) => tags.includes(tag));
  if (exactOrGeneral) return exactOrGeneral;
  const wanted = parseTag(lang)?.maximize();
  // Compares the language first: this runs on every render of every element, and constructing an `Intl.Locale` is slow.
  return tags.find(
    (tag) => tag.split("-", 1)[0] === wanted?.language && new Intl.Locale(tag).maximize().script === wanted?.script,
  );
}

/** Import functions by language tag. */
export type Loaders = Readonly<Record<string, () => Promise<unknown>>>;

/** Loads the language nearest to `lang`. Resolves with undefined when no language suits. */
export const loadNearestLocale = async (lang: string, loaders: Loaders): Promise<unknown> =>
  loaders[nearestTag(lang, Object.keys(loaders)) ?? ""]?.();
