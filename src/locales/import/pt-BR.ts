/** Brazilian Portuguese. Machine translation, not yet reviewed by a native speaker. */
import { addLocale, type ImportLocaleWords } from "../register.js";

export const words: ImportLocaleWords = {
  importTitle: "Importar uma sessão",
  importUpdateTitle: "Atualizar uma sessão",
  importCookie: "Cookie",
  importCookieHint: "O cabeçalho Cookie de uma sessão iniciada no OnlyFans, com auth_id, sess e fp.",
  importCookieShow: "Mostrar cookie",
  importUserAgent: "User-Agent",
  importUserAgentHint: "Use o User-Agent do navegador de onde vem a sessão.",
  importUserAgentFill: "Usar o deste navegador",
  importSend: "Importar sessão",
  importUpdateSend: "Atualizar sessão",
  importSending: "Enviando a sessão.",
  importCookieEmpty: "Informe o cookie.",
  importCookieTooLong: "Isso é longo demais para um cookie. Copie somente o cabeçalho Cookie.",
  importCookieMissing: "Falta no cookie:",
  importUserAgentEmpty: "Informe o User-Agent.",
  importDone: "Sessão importada.",
  importUpdateDone: "Sessão atualizada.",
  importOffer: "Esta conta do OnlyFans já está conectada. A conexão dela pode receber a sessão que você informou.",
  importOfferUpdate: "Atualizar a conexão existente",
  importOfferCancel: "Cancelar",
  importDisabled: "A importação não está ativada neste site.",
  importNotFound: "Esta conexão não existe mais ou não foi importada.",
  importError_import_invalid: "O OnlyFans não aceitou esta sessão. Copie novamente o cookie e o User-Agent.",
  importError_import_conflict: "Esta conta do OnlyFans já está conectada e não pode ser importada aqui.",
  importUpdateConflict: "Esta sessão pertence a outra conta do OnlyFans.",
  importError_unauthorized: "Sua sessão neste site terminou. Entre e tente novamente.",
  importError_forbidden: "Isso não é permitido aqui. Recarregue a página e tente novamente.",
  importError_rate_limited: "Muitas tentativas. Aguarde um minuto e tente novamente.",
  importError_network: "Sem conexão. Verifique sua internet e tente novamente.",
  importError_timeout: "Isso demorou demais. Tente novamente.",
  importError_unknown: "Algo deu errado. Tente novamente.",
};

addLocale("pt-BR", words);
