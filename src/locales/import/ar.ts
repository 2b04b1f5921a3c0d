/** Arabic. Machine translation, not yet reviewed by a native speaker. */
import { addLocale, type ImportLocaleWords } from "../register.js";

export const words: ImportLocaleWords = {
  importTitle: "استيراد جلسة",
  importUpdateTitle: "تحديث جلسة",
  importCookie: "Cookie",
  importCookieHint: "ترويسة Cookie لجلسة OnlyFans مسجّلة الدخول، وفيها auth_id و sess و fp.",
  importCookieShow: "إظهار Cookie",
  importUserAgent: "User-Agent",
  importUserAgentHint: "استخدم User-Agent الخاص بالمتصفح الذي أُخذت منه الجلسة.",
  importUserAgentFill: "استخدام قيمة هذا المتصفح",
  importSend: "استيراد الجلسة",
  importUpdateSend: "تحديث الجلسة",
  importSending: "جارٍ إرسال الجلسة.",
  importCookieEmpty: "أدخل Cookie.",
  importCookieTooLong: "هذا أطول من أن يكون Cookie. انسخ ترويسة Cookie فقط.",
  importCookieMissing: "ينقص في Cookie:",
  importUserAgentEmpty: "أدخل User-Agent.",
  importDone: "تم استيراد الجلسة.",
  importUpdateDone: "تم تحديث الجلسة.",
  importOffer: "حساب OnlyFans هذا مرتبط بالفعل. يمكن لارتباطه أن يأخذ الجلسة التي أدخلتها.",
  importOfferUpdate: "تحديث الارتباط الحالي",
  importOfferCancel: "إلغاء",
  importDisabled: "الاستيراد غير مفعّل في هذا الموقع.",
  importNotFound: "لم يعد هذا الارتباط موجودًا، أو لم يكن مستوردًا.",
  importError_import_invalid: "لم يقبل OnlyFans هذه الجلسة. انسخ Cookie و User-Agent من جديد.",
  importError_import_conflict: "حساب OnlyFans هذا مرتبط بالفعل، ولا يمكن استيراده هنا.",
  importUpdateConflict: "هذه الجلسة تخص حساب OnlyFans آخر.",
  importError_unauthorized: "لم تسجّل الدخول. سجّل الدخول وأعد المحاولة.",
  importError_forbidden: "هذا غير مسموح به هنا. أعد تحميل الصفحة ثم أعد المحاولة.",
  importError_rate_limited: "محاولات كثيرة جدًا. انتظر دقيقة وأعد المحاولة.",
  importError_network: "لا يوجد اتصال. تحقق من الإنترنت وأعد المحاولة.",
  importError_timeout: "استغرق هذا وقتًا طويلاً. أعد المحاولة.",
  importError_unknown: "حدث خطأ ما. أعد المحاولة.",
};

addLocale("ar", words);
