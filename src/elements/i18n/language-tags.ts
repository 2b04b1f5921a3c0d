/** Matches a `lang` attribute (BCP 47) to the languages that are available. */

/** Parses a language tag; null when it is invalid. */
function parseTag(lang: string): Intl.Locale | null {
  try {
    // `no` is Norwegian, in practice its usual written form `nb`: one language here, whichever of the two a page has.
    return new Intl.Locale(lang.replace(/^no(?=$|-)/i, "nb"));
  } catch {
    return null;
  }
}

/** The script that a language is written in: that of the tag, else the usual one. */
const scriptOf = (locale: Intl.Locale): string | undefined => locale.maximize().script;

/**
 * Returns a tag followed by its more general ones in the same script: `zh-Hans-CN`, `zh-Hans`, `zh`, but `hi-Latn` alone, which
 * is not written like `hi`. Deprecated codes are replaced (`iw` by `he`). Empty for an invalid tag.
 */
export function fallbackChain(lang: string): readonly string[] {
  let chain = chains.get(lang);
  if (!chain) chains.set(lang, (chain = createChain(lang)));
  return chain;
}

// Needed on every render of every element, and constructing an `Intl.Locale` is slow.
const chains = new Map<string, readonly string[]>();

function createChain(lang: string): readonly string[] {
  const locale = parseTag(lang);
  if (!locale) return [];
  const subtags = locale.baseName.split("-");
  return subtags
    .map((_, dropped) => subtags.slice(0, subtags.length - dropped).join("-"))
    .filter((tag) => scriptOf(new Intl.Locale(tag)) === scriptOf(locale));
}

/**
 * Returns the one of `tags` that suits `lang` best: the tag itself, a more general one, or one of the same language in the same
 * script. So `pt-PT` gets `pt-BR`, but `zh-TW`, which uses another script, does not get `zh-CN`.
 */
export function nearestTag(lang: string, tags: readonly string[]): string | undefined {
  const exactOrGeneral = fallbackChain(lang).find((tag) => tags.includes(tag));
  if (exactOrGeneral) return exactOrGeneral;
  const wanted = parseTag(lang)?.maximize();
  // Compares the language first, which is quicker.
  return tags.find(
    (tag) => tag.split("-", 1)[0] === wanted?.language && scriptOf(new Intl.Locale(tag)) === wanted?.script,
  );
}

/** Import functions by language tag. */
export type Loaders = Readonly<Record<string, () => Promise<unknown>>>;

/** Loads the language nearest to `lang`. Resolves with undefined when no language suits. */
export const loadNearestLocale = async (lang: string, loaders: Loaders): Promise<unknown> =>
  loaders[nearestTag(lang, Object.keys(loaders)) ?? ""]?.();
