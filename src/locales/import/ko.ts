/** Korean. Machine translation, not yet reviewed by a native speaker. */
import { addLocale, type ImportLocaleWords } from "../register.js";

export const words: ImportLocaleWords = {
  importTitle: "세션 가져오기",
  importUpdateTitle: "세션 업데이트",
  importCookie: "Cookie",
  importCookieHint: "로그인된 OnlyFans 세션의 Cookie 헤더이며 auth_id, sess, fp를 포함해야 합니다.",
  importCookieShow: "Cookie 보기",
  importUserAgent: "User-Agent",
  importUserAgentHint: "세션을 가져온 브라우저의 User-Agent를 사용하세요.",
  importUserAgentFill: "이 브라우저의 값 사용",
  importSend: "세션 가져오기",
  importUpdateSend: "세션 업데이트",
  importSending: "세션을 보내는 중입니다.",
  importCookieEmpty: "Cookie를 입력하세요.",
  importCookieTooLong: "Cookie로는 너무 깁니다. Cookie 헤더만 복사하세요.",
  importCookieMissing: "Cookie에 없는 항목:",
  importUserAgentEmpty: "User-Agent를 입력하세요.",
  importDone: "세션을 가져왔습니다.",
  importUpdateDone: "세션을 업데이트했습니다.",
  importOffer: "이 OnlyFans 계정은 이미 연결되어 있습니다. 입력한 세션을 해당 연결에 적용할 수 있습니다.",
  importOfferUpdate: "기존 연결 업데이트",
  importOfferCancel: "취소",
  importDisabled: "이 사이트에서는 가져오기가 켜져 있지 않습니다.",
  importNotFound: "이 연결이 더 이상 없거나 가져온 것이 아닙니다.",
  importError_import_invalid: "OnlyFans에서 이 세션을 받아들이지 않았습니다. Cookie와 User-Agent를 새로 복사하세요.",
  importError_import_conflict: "이 OnlyFans 계정은 이미 연결되어 있어 여기에서 가져올 수 없습니다.",
  importUpdateConflict: "이 세션은 다른 OnlyFans 계정의 것입니다.",
  importError_unauthorized: "로그아웃되었습니다. 로그인하고 다시 시도하세요.",
  importError_forbidden: "여기에서는 허용되지 않습니다. 페이지를 새로 고치고 다시 시도하세요.",
  importError_rate_limited: "시도 횟수가 너무 많습니다. 1분 기다린 후 다시 시도하세요.",
  importError_network: "연결할 수 없습니다. 인터넷을 확인하고 다시 시도하세요.",
  importError_timeout: "시간이 너무 오래 걸렸습니다. 다시 시도하세요.",
  importError_unknown: "문제가 발생했습니다. 다시 시도하세요.",
};

addLocale("ko", words);
