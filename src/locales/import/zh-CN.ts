/** Simplified Chinese. Machine translation, not yet reviewed by a native speaker. */
import { addLocale, type ImportLocaleWords } from "../register.js";

export const words: ImportLocaleWords = {
  importTitle: "导入会话",
  importUpdateTitle: "更新会话",
  importCookie: "Cookie",
  importCookieHint: "已登录的 OnlyFans 会话的 Cookie 标头，其中包含 auth_id、sess 和 fp。",
  importCookieShow: "显示 Cookie",
  importUserAgent: "User-Agent",
  importUserAgentHint: "请使用会话所在浏览器的 User-Agent。",
  importUserAgentFill: "使用此浏览器的值",
  importSend: "导入会话",
  importUpdateSend: "更新会话",
  importSending: "正在发送会话。",
  importCookieEmpty: "请输入 Cookie。",
  importCookieTooLong: "作为 Cookie 太长了。请只复制 Cookie 标头。",
  importCookieMissing: "Cookie 中缺少：",
  importUserAgentEmpty: "请输入 User-Agent。",
  importDone: "会话已导入。",
  importUpdateDone: "会话已更新。",
  importOffer: "此 OnlyFans 账号已经连接。可以将您输入的会话更新到现有连接。",
  importOfferUpdate: "更新现有连接",
  importOfferCancel: "取消",
  importDisabled: "本网站未启用导入功能。",
  importNotFound: "此连接已不存在，或不是导入的。",
  importError_import_invalid: "OnlyFans 不接受此会话。请重新复制 Cookie 和 User-Agent。",
  importError_import_conflict: "此 OnlyFans 账号已经连接，无法在此处导入。",
  importUpdateConflict: "此会话属于另一个 OnlyFans 账号。",
  importError_unauthorized: "您已退出登录。请登录后重试。",
  importError_forbidden: "此处不允许该操作。请重新加载页面后重试。",
  importError_rate_limited: "尝试次数过多。请等待一分钟后重试。",
  importError_network: "网络未连接。请检查网络后重试。",
  importError_timeout: "耗时太长。请重试。",
  importError_unknown: "出了点问题。请重试。",
};

addLocale("zh-CN", words);
