/** Russian. Machine translation, not yet reviewed by a native speaker. */
import { addLocale, type ImportLocaleWords } from "../register.js";

export const words: ImportLocaleWords = {
  importTitle: "Импорт сеанса",
  importUpdateTitle: "Обновление сеанса",
  importCookie: "Cookie",
  importCookieHint: "Заголовок Cookie сеанса OnlyFans, в который выполнен вход, с auth_id, sess и fp.",
  importCookieShow: "Показать cookie",
  importUserAgent: "User-Agent",
  importUserAgentHint: "Используйте User-Agent браузера, из которого взят сеанс.",
  importUserAgentFill: "Взять из этого браузера",
  importSend: "Импортировать сеанс",
  importUpdateSend: "Обновить сеанс",
  importSending: "Сеанс отправляется.",
  importCookieEmpty: "Введите cookie.",
  importCookieTooLong: "Это слишком длинно для cookie. Скопируйте только заголовок Cookie.",
  importCookieMissing: "В cookie не хватает:",
  importUserAgentEmpty: "Введите User-Agent.",
  importDone: "Сеанс импортирован.",
  importUpdateDone: "Сеанс обновлён.",
  importOffer: "Этот аккаунт OnlyFans уже подключён. Его подключение может принять введённый сеанс.",
  importOfferUpdate: "Обновить имеющееся подключение",
  importOfferCancel: "Отмена",
  importDisabled: "Импорт не включён для этого сайта.",
  importNotFound: "Этого подключения больше нет, или оно не было импортировано.",
  importError_import_invalid: "OnlyFans не принял этот сеанс. Скопируйте cookie и User-Agent заново.",
  importError_import_conflict: "Этот аккаунт OnlyFans уже подключён, и его нельзя импортировать здесь.",
  importUpdateConflict: "Этот сеанс принадлежит другому аккаунту OnlyFans.",
  importError_unauthorized: "Вы не вошли. Войдите и попробуйте снова.",
  importError_forbidden: "Здесь это не разрешено. Обновите страницу и попробуйте снова.",
  importError_rate_limited: "Слишком много попыток. Подождите минуту и попробуйте снова.",
  importError_network: "Нет соединения. Проверьте интернет и попробуйте снова.",
  importError_timeout: "Слишком долго. Попробуйте снова.",
  importError_unknown: "Что-то пошло не так. Попробуйте снова.",
};

addLocale("ru", words);
