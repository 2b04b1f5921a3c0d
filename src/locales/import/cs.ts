/** Czech. Machine translation, not yet reviewed by a native speaker. */
import { addLocale, type ImportLocaleWords } from "../register.js";

export const words: ImportLocaleWords = {
  importTitle: "Importovat relaci",
  importUpdateTitle: "Aktualizovat relaci",
  importCookie: "Cookie",
  importCookieHint: "Hlavička Cookie přihlášené relace OnlyFans s auth_id, sess a fp.",
  importCookieShow: "Zobrazit cookie",
  importUserAgent: "User-Agent",
  importUserAgentHint: "Použijte User-Agent prohlížeče, ze kterého relace pochází.",
  importUserAgentFill: "Použít z tohoto prohlížeče",
  importSend: "Importovat relaci",
  importUpdateSend: "Aktualizovat relaci",
  importSending: "Relace se odesílá.",
  importCookieEmpty: "Zadejte cookie.",
  importCookieTooLong: "Na cookie je to příliš dlouhé. Zkopírujte jen hlavičku Cookie.",
  importCookieMissing: "V cookie chybí:",
  importUserAgentEmpty: "Zadejte User-Agent.",
  importDone: "Relace importována.",
  importUpdateDone: "Relace aktualizována.",
  importOffer: "Tento účet OnlyFans je již připojen. Jeho připojení může převzít zadanou relaci.",
  importOfferUpdate: "Aktualizovat stávající připojení",
  importOfferCancel: "Zrušit",
  importDisabled: "Import není na tomto webu zapnutý.",
  importNotFound: "Toto připojení již neexistuje nebo nebylo importováno.",
  importError_import_invalid: "OnlyFans tuto relaci nepřijal. Zkopírujte cookie a User-Agent znovu.",
  importError_import_conflict: "Tento účet OnlyFans je již připojen a nelze ho zde importovat.",
  importUpdateConflict: "Tato relace patří jinému účtu OnlyFans.",
  importError_unauthorized: "Vaše přihlášení skončilo. Přihlaste se a zkuste to znovu.",
  importError_forbidden: "To zde není povoleno. Obnovte stránku a zkuste to znovu.",
  importError_rate_limited: "Příliš mnoho pokusů. Počkejte minutu a zkuste to znovu.",
  importError_network: "Žádné spojení. Zkontrolujte internet a zkuste to znovu.",
  importError_timeout: "Trvalo to příliš dlouho. Zkuste to znovu.",
  importError_unknown: "Něco se pokazilo. Zkuste to znovu.",
};

addLocale("cs", words);
