/** Hebrew. Machine translation, not yet reviewed by a native speaker. */
import { addLocale, type ImportLocaleWords } from "../register.js";

export const words: ImportLocaleWords = {
  importTitle: "ייבוא סשן",
  importUpdateTitle: "עדכון סשן",
  importCookie: "Cookie",
  importCookieHint: "כותרת ה-Cookie של סשן OnlyFans מחובר, עם auth_id, sess ו-fp.",
  importCookieShow: "הצגת ה-Cookie",
  importUserAgent: "User-Agent",
  importUserAgentHint: "יש להשתמש ב-User-Agent של הדפדפן שממנו נלקח הסשן.",
  importUserAgentFill: "הזנה מהדפדפן הזה",
  importSend: "ייבוא הסשן",
  importUpdateSend: "עדכון הסשן",
  importSending: "שולח את הסשן.",
  importCookieEmpty: "יש להזין את ה-Cookie.",
  importCookieTooLong: "זה ארוך מדי בשביל Cookie. יש להעתיק רק את כותרת ה-Cookie.",
  importCookieMissing: "חסר ב-Cookie:",
  importUserAgentEmpty: "יש להזין את ה-User-Agent.",
  importDone: "הסשן יובא.",
  importUpdateDone: "הסשן עודכן.",
  importOffer: "חשבון OnlyFans הזה כבר מחובר. החיבור שלו יכול לקבל את הסשן שהזנת.",
  importOfferUpdate: "עדכון החיבור הקיים",
  importOfferCancel: "ביטול",
  importDisabled: "הייבוא לא מופעל באתר הזה.",
  importNotFound: "החיבור הזה כבר לא קיים, או שלא יובא.",
  importError_import_invalid: "ב-OnlyFans לא קיבלו את הסשן הזה. יש להעתיק Cookie ו-User-Agent מחדש.",
  importError_import_conflict: "חשבון OnlyFans הזה כבר מחובר, ואי אפשר לייבא אותו כאן.",
  importUpdateConflict: "הסשן הזה שייך לחשבון OnlyFans אחר.",
  importError_unauthorized: "לא נכנסת לאתר. יש להיכנס ולנסות שוב.",
  importError_forbidden: "זה אסור כאן. יש לטעון את הדף מחדש ולנסות שוב.",
  importError_rate_limited: "יותר מדי ניסיונות. יש לחכות דקה ולנסות שוב.",
  importError_network: "אין חיבור לרשת. יש לבדוק את האינטרנט ולנסות שוב.",
  importError_timeout: "זה נמשך יותר מדי זמן. יש לנסות שוב.",
  importError_unknown: "משהו השתבש. יש לנסות שוב.",
};

addLocale("he", words);
