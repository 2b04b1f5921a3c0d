/** Spanish. Machine translation, not yet reviewed by a native speaker. */
import { addLocale, type ImportLocaleWords } from "../register.js";

export const words: ImportLocaleWords = {
  importTitle: "Importar una sesión",
  importUpdateTitle: "Actualizar una sesión",
  importCookie: "Cookie",
  importCookieHint: "El encabezado Cookie de una sesión iniciada en OnlyFans, con auth_id, sess y fp.",
  importCookieShow: "Mostrar cookie",
  importUserAgent: "User-Agent",
  importUserAgentHint: "Usa el User-Agent del navegador del que procede la sesión.",
  importUserAgentFill: "Usar el de este navegador",
  importSend: "Importar sesión",
  importUpdateSend: "Actualizar sesión",
  importSending: "Enviando la sesión.",
  importCookieEmpty: "Introduce la cookie.",
  importCookieTooLong: "Es demasiado largo para una cookie. Copia solo el encabezado Cookie.",
  importCookieMissing: "Falta en la cookie:",
  importUserAgentEmpty: "Introduce el User-Agent.",
  importDone: "Sesión importada.",
  importUpdateDone: "Sesión actualizada.",
  importOffer: "Esta cuenta de OnlyFans ya está conectada. Su conexión puede adoptar la sesión que has introducido.",
  importOfferUpdate: "Actualizar la conexión existente",
  importOfferCancel: "Cancelar",
  importDisabled: "La importación no está activada en este sitio.",
  importNotFound: "Esta conexión ya no existe o no se importó.",
  importError_import_invalid: "OnlyFans no aceptó esta sesión. Copia de nuevo la cookie y el User-Agent.",
  importError_import_conflict: "Esta cuenta de OnlyFans ya está conectada y no se puede importar aquí.",
  importUpdateConflict: "Esta sesión pertenece a otra cuenta de OnlyFans.",
  importError_unauthorized: "No has iniciado sesión. Inicia sesión e inténtalo de nuevo.",
  importError_forbidden: "Esto no está permitido aquí. Recarga la página e inténtalo de nuevo.",
  importError_rate_limited: "Demasiados intentos. Espera un minuto e inténtalo de nuevo.",
  importError_network: "No hay conexión. Comprueba tu internet e inténtalo de nuevo.",
  importError_timeout: "Tardó demasiado. Inténtalo de nuevo.",
  importError_unknown: "Algo salió mal. Inténtalo de nuevo.",
};

addLocale("es", words);
