/** French. Machine translation, not yet reviewed by a native speaker. */
import { addLocale, type ImportLocaleWords } from "../register.js";

export const words: ImportLocaleWords = {
  importTitle: "Importer une session",
  importUpdateTitle: "Mettre à jour une session",
  importCookie: "Cookie",
  importCookieHint: "L’en-tête Cookie d’une session OnlyFans ouverte, avec auth_id, sess et fp.",
  importCookieShow: "Afficher le cookie",
  importUserAgent: "User-Agent",
  importUserAgentHint: "Utilisez le User-Agent du navigateur dont provient la session.",
  importUserAgentFill: "Utiliser celui de ce navigateur",
  importSend: "Importer la session",
  importUpdateSend: "Mettre à jour la session",
  importSending: "Envoi de la session.",
  importCookieEmpty: "Saisissez le cookie.",
  importCookieTooLong: "C’est trop long pour un cookie. Copiez seulement l’en-tête Cookie.",
  importCookieMissing: "Absent du cookie\u202f:",
  importUserAgentEmpty: "Saisissez le User-Agent.",
  importDone: "Session importée.",
  importUpdateDone: "Session mise à jour.",
  importOffer: "Ce compte OnlyFans est déjà connecté. Sa connexion peut recevoir la session que vous avez saisie.",
  importOfferUpdate: "Mettre à jour la connexion existante",
  importOfferCancel: "Annuler",
  importDisabled: "L’importation n’est pas activée sur ce site.",
  importNotFound: "Cette connexion n’existe plus ou n’a pas été importée.",
  importError_import_invalid: "OnlyFans n’a pas accepté cette session. Copiez de nouveau le cookie et le User-Agent.",
  importError_import_conflict: "Ce compte OnlyFans est déjà connecté et ne peut pas être importé ici.",
  importUpdateConflict: "Cette session appartient à un autre compte OnlyFans.",
  importError_unauthorized: "Votre identification a expiré. Identifiez-vous et réessayez.",
  importError_forbidden: "Cela n’est pas autorisé ici. Rechargez la page et réessayez.",
  importError_rate_limited: "Trop de tentatives. Attendez une minute et réessayez.",
  importError_network: "Aucune connexion. Vérifiez votre accès à Internet et réessayez.",
  importError_timeout: "L’opération a pris trop de temps. Réessayez.",
  importError_unknown: "Une erreur s’est produite. Réessayez.",
};

addLocale("fr", words);
