/** Turkish. Machine translation, not yet reviewed by a native speaker. */
import { addLocale, type ImportLocaleWords } from "../register.js";

export const words: ImportLocaleWords = {
  importTitle: "Oturum içe aktar",
  importUpdateTitle: "Oturumu güncelle",
  importCookie: "Cookie",
  importCookieHint: "Giriş yapılmış bir OnlyFans oturumunun auth_id, sess ve fp içeren Cookie başlığı.",
  importCookieShow: "Cookie’yi göster",
  importUserAgent: "User-Agent",
  importUserAgentHint: "Oturumun alındığı tarayıcının User-Agent’ını kullanın.",
  importUserAgentFill: "Bu tarayıcınınkini kullan",
  importSend: "Oturumu içe aktar",
  importUpdateSend: "Oturumu güncelle",
  importSending: "Oturum gönderiliyor.",
  importCookieEmpty: "Cookie’yi girin.",
  importCookieTooLong: "Bu, bir cookie için çok uzun. Yalnızca Cookie başlığını kopyalayın.",
  importCookieMissing: "Cookie’de eksik:",
  importUserAgentEmpty: "User-Agent’ı girin.",
  importDone: "Oturum içe aktarıldı.",
  importUpdateDone: "Oturum güncellendi.",
  importOffer: "Bu OnlyFans hesabı zaten bağlı. Girdiğiniz oturum mevcut bağlantısına aktarılabilir.",
  importOfferUpdate: "Mevcut bağlantıyı güncelle",
  importOfferCancel: "Vazgeç",
  importDisabled: "İçe aktarma bu site için açık değil.",
  importNotFound: "Bu bağlantı artık yok veya içe aktarılmamış.",
  importError_import_invalid: "OnlyFans bu oturumu kabul etmedi. Cookie ve User-Agent değerlerini yeniden kopyalayın.",
  importError_import_conflict: "Bu OnlyFans hesabı zaten bağlı ve burada içe aktarılamaz.",
  importUpdateConflict: "Bu oturum başka bir OnlyFans hesabına ait.",
  importError_unauthorized: "Oturumunuz kapalı. Giriş yapıp tekrar deneyin.",
  importError_forbidden: "Buna burada izin verilmiyor. Sayfayı yenileyip tekrar deneyin.",
  importError_rate_limited: "Çok fazla deneme. Bir dakika bekleyip tekrar deneyin.",
  importError_network: "Bağlantı yok. İnternetinizi kontrol edip tekrar deneyin.",
  importError_timeout: "Bu çok uzun sürdü. Tekrar deneyin.",
  importError_unknown: "Bir sorun oluştu. Tekrar deneyin.",
};

addLocale("tr", words);
