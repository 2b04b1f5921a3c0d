/** German. Machine translation, not yet reviewed by a native speaker. */
import { addLocale, type ImportLocaleWords } from "../register.js";

export const words: ImportLocaleWords = {
  importTitle: "Sitzung importieren",
  importUpdateTitle: "Sitzung aktualisieren",
  importCookie: "Cookie",
  importCookieHint: "Der Cookie-Header einer angemeldeten OnlyFans-Sitzung, mit auth_id, sess und fp.",
  importCookieShow: "Cookie anzeigen",
  importUserAgent: "User-Agent",
  importUserAgentHint: "Verwenden Sie den User-Agent des Browsers, aus dem die Sitzung stammt.",
  importUserAgentFill: "Von diesem Browser übernehmen",
  importSend: "Sitzung importieren",
  importUpdateSend: "Sitzung aktualisieren",
  importSending: "Die Sitzung wird gesendet.",
  importCookieEmpty: "Geben Sie das Cookie ein.",
  importCookieTooLong: "Das ist zu lang für ein Cookie. Kopieren Sie nur den Cookie-Header.",
  importCookieMissing: "Im Cookie fehlt:",
  importUserAgentEmpty: "Geben Sie den User-Agent ein.",
  importDone: "Sitzung importiert.",
  importUpdateDone: "Sitzung aktualisiert.",
  importOffer: "Dieses OnlyFans-Konto ist bereits verbunden. Die Verbindung kann die eingegebene Sitzung übernehmen.",
  importOfferUpdate: "Bestehende Verbindung aktualisieren",
  importOfferCancel: "Abbrechen",
  importDisabled: "Der Import ist für diese Website nicht eingeschaltet.",
  importNotFound: "Diese Verbindung gibt es nicht mehr, oder sie wurde nicht importiert.",
  importError_import_invalid: "OnlyFans hat diese Sitzung nicht akzeptiert. Kopieren Sie Cookie und User-Agent neu.",
  importError_import_conflict: "Dieses OnlyFans-Konto ist bereits verbunden und kann hier nicht importiert werden.",
  importUpdateConflict: "Diese Sitzung gehört zu einem anderen OnlyFans-Konto.",
  importError_unauthorized: "Sie sind abgemeldet. Melden Sie sich an und versuchen Sie es erneut.",
  importError_forbidden: "Das ist hier nicht erlaubt. Laden Sie die Seite neu und versuchen Sie es erneut.",
  importError_rate_limited: "Zu viele Versuche. Warten Sie eine Minute und versuchen Sie es erneut.",
  importError_network: "Keine Verbindung. Prüfen Sie Ihr Internet und versuchen Sie es erneut.",
  importError_timeout: "Das hat zu lange gedauert. Versuchen Sie es erneut.",
  importError_unknown: "Etwas ist schiefgegangen. Versuchen Sie es erneut.",
};

addLocale("de", words);
