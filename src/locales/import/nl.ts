/** Dutch. Machine translation, not yet reviewed by a native speaker. */
import { addLocale, type ImportLocaleWords } from "../register.js";

export const words: ImportLocaleWords = {
  importTitle: "Een sessie importeren",
  importUpdateTitle: "Een sessie bijwerken",
  importCookie: "Cookie",
  importCookieHint: "De Cookie-header van een ingelogde OnlyFans-sessie, met auth_id, sess en fp.",
  importCookieShow: "Cookie tonen",
  importUserAgent: "User-Agent",
  importUserAgentHint: "Gebruik de User-Agent van de browser waaruit de sessie komt.",
  importUserAgentFill: "Die van deze browser gebruiken",
  importSend: "Sessie importeren",
  importUpdateSend: "Sessie bijwerken",
  importSending: "De sessie wordt verzonden.",
  importCookieEmpty: "Voer de cookie in.",
  importCookieTooLong: "Dit is te lang voor een cookie. Kopieer alleen de Cookie-header.",
  importCookieMissing: "Ontbreekt in de cookie:",
  importUserAgentEmpty: "Voer de User-Agent in.",
  importDone: "Sessie geïmporteerd.",
  importUpdateDone: "Sessie bijgewerkt.",
  importOffer: "Dit OnlyFans-account is al gekoppeld. Die koppeling kan de ingevoerde sessie overnemen.",
  importOfferUpdate: "Bestaande koppeling bijwerken",
  importOfferCancel: "Annuleren",
  importDisabled: "Importeren is niet ingeschakeld voor deze site.",
  importNotFound: "Deze koppeling bestaat niet meer of is niet geïmporteerd.",
  importError_import_invalid: "OnlyFans heeft deze sessie niet geaccepteerd. Kopieer de cookie en User-Agent opnieuw.",
  importError_import_conflict: "Dit OnlyFans-account is al gekoppeld en kan hier niet worden geïmporteerd.",
  importUpdateConflict: "Deze sessie hoort bij een ander OnlyFans-account.",
  importError_unauthorized: "Je bent uitgelogd. Log in en probeer het opnieuw.",
  importError_forbidden: "Dit is hier niet toegestaan. Vernieuw de pagina en probeer het opnieuw.",
  importError_rate_limited: "Te veel pogingen. Wacht een minuut en probeer het opnieuw.",
  importError_network: "Geen verbinding. Controleer je internet en probeer het opnieuw.",
  importError_timeout: "Dit duurde te lang. Probeer het opnieuw.",
  importError_unknown: "Er is iets misgegaan. Probeer het opnieuw.",
};

addLocale("nl", words);
