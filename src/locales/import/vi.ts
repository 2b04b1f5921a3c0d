/** Vietnamese. Machine translation, not yet reviewed by a native speaker. */
import { addLocale, type ImportLocaleWords } from "../register.js";

export const words: ImportLocaleWords = {
  importTitle: "Nhập phiên",
  importUpdateTitle: "Cập nhật phiên",
  importCookie: "Cookie",
  importCookieHint: "Tiêu đề Cookie của một phiên OnlyFans đã đăng nhập, có auth_id, sess và fp.",
  importCookieShow: "Hiện cookie",
  importUserAgent: "User-Agent",
  importUserAgentHint: "Hãy dùng User-Agent của trình duyệt nơi lấy phiên.",
  importUserAgentFill: "Dùng của trình duyệt này",
  importSend: "Nhập phiên",
  importUpdateSend: "Cập nhật phiên",
  importSending: "Đang gửi phiên.",
  importCookieEmpty: "Hãy điền cookie.",
  importCookieTooLong: "Nội dung này quá dài đối với cookie. Chỉ sao chép tiêu đề Cookie.",
  importCookieMissing: "Cookie còn thiếu:",
  importUserAgentEmpty: "Hãy điền User-Agent.",
  importDone: "Đã nhập phiên.",
  importUpdateDone: "Đã cập nhật phiên.",
  importOffer: "Tài khoản OnlyFans này đã được kết nối. Kết nối đó có thể nhận phiên bạn đã điền.",
  importOfferUpdate: "Cập nhật kết nối hiện có",
  importOfferCancel: "Hủy",
  importDisabled: "Tính năng nhập chưa được bật cho trang web này.",
  importNotFound: "Kết nối này không còn nữa hoặc không phải do nhập.",
  importError_import_invalid: "OnlyFans không chấp nhận phiên này. Hãy sao chép lại cookie và User-Agent.",
  importError_import_conflict: "Tài khoản OnlyFans này đã được kết nối và không thể nhập ở đây.",
  importUpdateConflict: "Phiên này thuộc về một tài khoản OnlyFans khác.",
  importError_unauthorized: "Bạn đã đăng xuất. Hãy đăng nhập rồi thử lại.",
  importError_forbidden: "Việc này không được phép ở đây. Hãy tải lại trang rồi thử lại.",
  importError_rate_limited: "Quá nhiều lần thử. Hãy đợi một phút rồi thử lại.",
  importError_network: "Không có mạng. Hãy kiểm tra internet rồi thử lại.",
  importError_timeout: "Việc này mất quá nhiều thời gian. Hãy thử lại.",
  importError_unknown: "Đã xảy ra lỗi. Hãy thử lại.",
};

addLocale("vi", words);
