/** Indonesian. Machine translation, not yet reviewed by a native speaker. */
import { addLocale, type ImportLocaleWords } from "../register.js";

export const words: ImportLocaleWords = {
  importTitle: "Impor sesi",
  importUpdateTitle: "Perbarui sesi",
  importCookie: "Cookie",
  importCookieHint: "Header Cookie dari sesi OnlyFans yang sudah masuk, dengan auth_id, sess, dan fp.",
  importCookieShow: "Tampilkan cookie",
  importUserAgent: "User-Agent",
  importUserAgentHint: "Gunakan User-Agent dari browser asal sesi.",
  importUserAgentFill: "Gunakan dari browser ini",
  importSend: "Impor sesi",
  importUpdateSend: "Perbarui sesi",
  importSending: "Mengirim sesi.",
  importCookieEmpty: "Masukkan cookie.",
  importCookieTooLong: "Ini terlalu panjang untuk cookie. Salin hanya header Cookie.",
  importCookieMissing: "Tidak ada dalam cookie:",
  importUserAgentEmpty: "Masukkan User-Agent.",
  importDone: "Sesi diimpor.",
  importUpdateDone: "Sesi diperbarui.",
  importOffer: "Akun OnlyFans ini sudah terhubung. Koneksinya dapat menerima sesi yang Anda masukkan.",
  importOfferUpdate: "Perbarui koneksi yang ada",
  importOfferCancel: "Batal",
  importDisabled: "Impor tidak diaktifkan untuk situs ini.",
  importNotFound: "Koneksi ini sudah tidak ada atau tidak diimpor.",
  importError_import_invalid: "OnlyFans tidak menerima sesi ini. Salin ulang cookie dan User-Agent.",
  importError_import_conflict: "Akun OnlyFans ini sudah terhubung dan tidak dapat diimpor di sini.",
  importUpdateConflict: "Sesi ini milik akun OnlyFans lain.",
  importError_unauthorized: "Anda belum masuk. Masuk dan coba lagi.",
  importError_forbidden: "Ini tidak diizinkan di sini. Muat ulang halaman dan coba lagi.",
  importError_rate_limited: "Terlalu banyak percobaan. Tunggu satu menit dan coba lagi.",
  importError_network: "Tidak ada koneksi. Periksa internet Anda dan coba lagi.",
  importError_timeout: "Ini terlalu lama. Coba lagi.",
  importError_unknown: "Terjadi kesalahan. Coba lagi.",
};

addLocale("id", words);
