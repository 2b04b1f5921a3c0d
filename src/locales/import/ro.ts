/** Romanian. Machine translation, not yet reviewed by a native speaker. */
import { addLocale, type ImportLocaleWords } from "../register.js";

export const words: ImportLocaleWords = {
  importTitle: "Importați o sesiune",
  importUpdateTitle: "Actualizați o sesiune",
  importCookie: "Cookie",
  importCookieHint: "Antetul Cookie al unei sesiuni OnlyFans autentificate, cu auth_id, sess și fp.",
  importCookieShow: "Afișați cookie-ul",
  importUserAgent: "User-Agent",
  importUserAgentHint: "Folosiți User-Agent-ul browserului din care provine sesiunea.",
  importUserAgentFill: "Folosiți-l pe al acestui browser",
  importSend: "Importați sesiunea",
  importUpdateSend: "Actualizați sesiunea",
  importSending: "Se trimite sesiunea.",
  importCookieEmpty: "Introduceți cookie-ul.",
  importCookieTooLong: "Este prea lung pentru un cookie. Copiați doar antetul Cookie.",
  importCookieMissing: "Lipsește din cookie:",
  importUserAgentEmpty: "Introduceți User-Agent-ul.",
  importDone: "Sesiune importată.",
  importUpdateDone: "Sesiune actualizată.",
  importOffer: "Acest cont OnlyFans este deja conectat. Conexiunea lui poate prelua sesiunea introdusă.",
  importOfferUpdate: "Actualizați conexiunea existentă",
  importOfferCancel: "Anulați",
  importDisabled: "Importul nu este activat pentru acest site.",
  importNotFound: "Această conexiune nu mai există sau nu a fost importată.",
  importError_import_invalid: "OnlyFans nu a acceptat această sesiune. Copiați din nou cookie-ul și User-Agent-ul.",
  importError_import_conflict: "Acest cont OnlyFans este deja conectat și nu poate fi importat aici.",
  importUpdateConflict: "Această sesiune aparține altui cont OnlyFans.",
  importError_unauthorized: "Autentificarea a expirat. Autentificați-vă și încercați din nou.",
  importError_forbidden: "Acest lucru nu este permis aici. Reîncărcați pagina și încercați din nou.",
  importError_rate_limited: "Prea multe încercări. Așteptați un minut și încercați din nou.",
  importError_network: "Nicio conexiune. Verificați internetul și încercați din nou.",
  importError_timeout: "A durat prea mult. Încercați din nou.",
  importError_unknown: "A apărut o eroare. Încercați din nou.",
};

addLocale("ro", words);
