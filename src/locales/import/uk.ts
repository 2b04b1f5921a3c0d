/** Ukrainian. Machine translation, not yet reviewed by a native speaker. */
import { addLocale, type ImportLocaleWords } from "../register.js";

export const words: ImportLocaleWords = {
  importTitle: "Імпорт сеансу",
  importUpdateTitle: "Оновлення сеансу",
  importCookie: "Cookie",
  importCookieHint: "Заголовок Cookie сеансу OnlyFans, у який виконано вхід, з auth_id, sess і fp.",
  importCookieShow: "Показати cookie",
  importUserAgent: "User-Agent",
  importUserAgentHint: "Використайте User-Agent браузера, з якого взято сеанс.",
  importUserAgentFill: "Взяти з цього браузера",
  importSend: "Імпортувати сеанс",
  importUpdateSend: "Оновити сеанс",
  importSending: "Сеанс надсилається.",
  importCookieEmpty: "Введіть cookie.",
  importCookieTooLong: "Це задовго для cookie. Скопіюйте лише заголовок Cookie.",
  importCookieMissing: "У cookie бракує:",
  importUserAgentEmpty: "Введіть User-Agent.",
  importDone: "Сеанс імпортовано.",
  importUpdateDone: "Сеанс оновлено.",
  importOffer: "Цей акаунт OnlyFans уже підключено. Його підключення може прийняти введений сеанс.",
  importOfferUpdate: "Оновити наявне підключення",
  importOfferCancel: "Скасувати",
  importDisabled: "Імпорт не ввімкнено для цього сайту.",
  importNotFound: "Цього підключення вже немає, або його не було імпортовано.",
  importError_import_invalid: "OnlyFans не прийняв цей сеанс. Скопіюйте cookie і User-Agent ще раз.",
  importError_import_conflict: "Цей акаунт OnlyFans уже підключено, і його не можна імпортувати тут.",
  importUpdateConflict: "Цей сеанс належить іншому акаунту OnlyFans.",
  importError_unauthorized: "Ви не ввійшли. Увійдіть і спробуйте знову.",
  importError_forbidden: "Тут це не дозволено. Оновіть сторінку і спробуйте знову.",
  importError_rate_limited: "Забагато спроб. Зачекайте хвилину і спробуйте знову.",
  importError_network: "Немає з’єднання. Перевірте інтернет і спробуйте знову.",
  importError_timeout: "Надто довго. Спробуйте знову.",
  importError_unknown: "Щось пішло не так. Спробуйте знову.",
};

addLocale("uk", words);
