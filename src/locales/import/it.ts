/** Italian. Machine translation, not yet reviewed by a native speaker. */
import { addLocale, type ImportLocaleWords } from "../register.js";

export const words: ImportLocaleWords = {
  importTitle: "Importa una sessione",
  importUpdateTitle: "Aggiorna una sessione",
  importCookie: "Cookie",
  importCookieHint: "L’intestazione Cookie di una sessione OnlyFans con accesso effettuato, con auth_id, sess e fp.",
  importCookieShow: "Mostra cookie",
  importUserAgent: "User-Agent",
  importUserAgentHint: "Usa lo User-Agent del browser da cui proviene la sessione.",
  importUserAgentFill: "Usa quello di questo browser",
  importSend: "Importa sessione",
  importUpdateSend: "Aggiorna sessione",
  importSending: "Invio della sessione.",
  importCookieEmpty: "Inserisci il cookie.",
  importCookieTooLong: "È troppo lungo per un cookie. Copia solo l’intestazione Cookie.",
  importCookieMissing: "Manca nel cookie:",
  importUserAgentEmpty: "Inserisci lo User-Agent.",
  importDone: "Sessione importata.",
  importUpdateDone: "Sessione aggiornata.",
  importOffer:
    "Questo account OnlyFans è già collegato. Il suo collegamento può ricevere la sessione che hai inserito.",
  importOfferUpdate: "Aggiorna il collegamento esistente",
  importOfferCancel: "Annulla",
  importDisabled: "L’importazione non è attiva per questo sito.",
  importNotFound: "Questo collegamento non esiste più o non è stato importato.",
  importError_import_invalid: "OnlyFans non ha accettato questa sessione. Copia di nuovo il cookie e lo User-Agent.",
  importError_import_conflict: "Questo account OnlyFans è già collegato e non può essere importato qui.",
  importUpdateConflict: "Questa sessione appartiene a un altro account OnlyFans.",
  importError_unauthorized: "Non hai effettuato l’accesso. Accedi e riprova.",
  importError_forbidden: "Questo non è consentito qui. Ricarica la pagina e riprova.",
  importError_rate_limited: "Troppi tentativi. Attendi un minuto e riprova.",
  importError_network: "Nessuna connessione. Controlla Internet e riprova.",
  importError_timeout: "L’operazione ha richiesto troppo tempo. Riprova.",
  importError_unknown: "Si è verificato un errore. Riprova.",
};

addLocale("it", words);
