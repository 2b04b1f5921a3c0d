/** Japanese. Machine translation, not yet reviewed by a native speaker. */
import { addLocale, type ImportLocaleWords } from "../register.js";

export const words: ImportLocaleWords = {
  importTitle: "セッションのインポート",
  importUpdateTitle: "セッションの更新",
  importCookie: "Cookie",
  importCookieHint: "ログイン済みOnlyFansセッションのCookieヘッダー（auth_id、sess、fpを含むもの）。",
  importCookieShow: "Cookieを表示",
  importUserAgent: "User-Agent",
  importUserAgentHint: "セッションを取得したブラウザのUser-Agentを使用してください。",
  importUserAgentFill: "このブラウザのものを使う",
  importSend: "セッションをインポート",
  importUpdateSend: "セッションを更新",
  importSending: "セッションを送信しています。",
  importCookieEmpty: "Cookieを入力してください。",
  importCookieTooLong: "Cookieとしては長すぎます。Cookieヘッダーだけをコピーしてください。",
  importCookieMissing: "Cookieに足りないもの：",
  importUserAgentEmpty: "User-Agentを入力してください。",
  importDone: "セッションをインポートしました。",
  importUpdateDone: "セッションを更新しました。",
  importOffer: "このOnlyFansアカウントはすでに連携されています。入力したセッションをその連携に適用できます。",
  importOfferUpdate: "既存の連携を更新",
  importOfferCancel: "キャンセル",
  importDisabled: "このサイトではインポートが有効になっていません。",
  importNotFound: "この連携はなくなったか、インポートされたものではありません。",
  importError_import_invalid:
    "このセッションはOnlyFansで認められませんでした。CookieとUser-Agentをコピーし直してください。",
  importError_import_conflict: "このOnlyFansアカウントはすでに連携されているため、ここではインポートできません。",
  importUpdateConflict: "このセッションは別のOnlyFansアカウントのものです。",
  importError_unauthorized: "ログアウトしています。ログインして、もう一度お試しください。",
  importError_forbidden: "ここでは許可されていません。ページを再読み込みして、もう一度お試しください。",
  importError_rate_limited: "試行回数が多すぎます。1分待って、もう一度お試しください。",
  importError_network: "接続できません。インターネットを確認して、もう一度お試しください。",
  importError_timeout: "時間がかかりすぎました。もう一度お試しください。",
  importError_unknown: "問題が発生しました。もう一度お試しください。",
};

addLocale("ja", words);
