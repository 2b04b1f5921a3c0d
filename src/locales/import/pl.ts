/** Polish. Machine translation, not yet reviewed by a native speaker. */
import { addLocale, type ImportLocaleWords } from "../register.js";

export const words: ImportLocaleWords = {
  importTitle: "Importuj sesję",
  importUpdateTitle: "Zaktualizuj sesję",
  importCookie: "Cookie",
  importCookieHint: "Nagłówek Cookie zalogowanej sesji OnlyFans, z auth_id, sess i fp.",
  importCookieShow: "Pokaż cookie",
  importUserAgent: "User-Agent",
  importUserAgentHint: "Użyj User-Agenta przeglądarki, z której pochodzi sesja.",
  importUserAgentFill: "Weź z tej przeglądarki",
  importSend: "Importuj sesję",
  importUpdateSend: "Zaktualizuj sesję",
  importSending: "Wysyłanie sesji.",
  importCookieEmpty: "Wpisz cookie.",
  importCookieTooLong: "To za długie jak na cookie. Skopiuj tylko nagłówek Cookie.",
  importCookieMissing: "W cookie brakuje:",
  importUserAgentEmpty: "Wpisz User-Agent.",
  importDone: "Sesja zaimportowana.",
  importUpdateDone: "Sesja zaktualizowana.",
  importOffer: "To konto OnlyFans jest już połączone. Jego połączenie może przejąć wpisaną sesję.",
  importOfferUpdate: "Zaktualizuj istniejące połączenie",
  importOfferCancel: "Anuluj",
  importDisabled: "Importowanie nie jest włączone w tej witrynie.",
  importNotFound: "Tego połączenia już nie ma albo nie zostało zaimportowane.",
  importError_import_invalid: "OnlyFans nie przyjął tej sesji. Skopiuj na nowo cookie i User-Agent.",
  importError_import_conflict: "To konto OnlyFans jest już połączone i nie można go tu zaimportować.",
  importUpdateConflict: "Ta sesja należy do innego konta OnlyFans.",
  importError_unauthorized: "Wylogowano Cię. Zaloguj się i spróbuj ponownie.",
  importError_forbidden: "To nie jest tu dozwolone. Odśwież stronę i spróbuj ponownie.",
  importError_rate_limited: "Zbyt wiele prób. Odczekaj minutę i spróbuj ponownie.",
  importError_network: "Brak połączenia. Sprawdź internet i spróbuj ponownie.",
  importError_timeout: "Trwało to zbyt długo. Spróbuj ponownie.",
  importError_unknown: "Coś poszło nie tak. Spróbuj ponownie.",
};

addLocale("pl", words);
