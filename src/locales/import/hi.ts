/** Hindi. Machine translation, not yet reviewed by a native speaker. */
import { addLocale, type ImportLocaleWords } from "../register.js";

export const words: ImportLocaleWords = {
  importTitle: "सत्र इंपोर्ट करें",
  importUpdateTitle: "सत्र अपडेट करें",
  importCookie: "Cookie",
  importCookieHint: "साइन इन किए हुए OnlyFans सत्र का Cookie हेडर, जिसमें auth_id, sess और fp हों।",
  importCookieShow: "Cookie दिखाएँ",
  importUserAgent: "User-Agent",
  importUserAgentHint: "उस ब्राउज़र का User-Agent इस्तेमाल करें, जिससे सत्र लिया गया है।",
  importUserAgentFill: "इस ब्राउज़र वाला डालें",
  importSend: "सत्र इंपोर्ट करें",
  importUpdateSend: "सत्र अपडेट करें",
  importSending: "सत्र भेजा जा रहा है।",
  importCookieEmpty: "Cookie डालें।",
  importCookieTooLong: "यह Cookie के लिए बहुत लंबा है। सिर्फ़ Cookie हेडर कॉपी करें।",
  importCookieMissing: "Cookie में नहीं है:",
  importUserAgentEmpty: "User-Agent डालें।",
  importDone: "सत्र इंपोर्ट हो गया।",
  importUpdateDone: "सत्र अपडेट हो गया।",
  importOffer: "यह OnlyFans खाता पहले से कनेक्ट है। इसका कनेक्शन आपका डाला हुआ सत्र ले सकता है।",
  importOfferUpdate: "मौजूदा कनेक्शन अपडेट करें",
  importOfferCancel: "रद्द करें",
  importDisabled: "इस साइट पर इंपोर्ट चालू नहीं है।",
  importNotFound: "यह कनेक्शन अब नहीं है, या इंपोर्ट नहीं किया गया था।",
  importError_import_invalid: "OnlyFans ने यह सत्र स्वीकार नहीं किया। Cookie और User-Agent फिर से कॉपी करें।",
  importError_import_conflict: "यह OnlyFans खाता पहले से कनेक्ट है और यहाँ इंपोर्ट नहीं किया जा सकता।",
  importUpdateConflict: "यह सत्र किसी दूसरे OnlyFans खाते का है।",
  importError_unauthorized: "आप साइन आउट हैं। साइन इन करें और फिर से कोशिश करें।",
  importError_forbidden: "यहाँ इसकी अनुमति नहीं है। पेज रीलोड करें और फिर से कोशिश करें।",
  importError_rate_limited: "बहुत ज़्यादा कोशिशें हुईं। एक मिनट रुकें और फिर से कोशिश करें।",
  importError_network: "कनेक्शन नहीं है। अपना इंटरनेट जाँचें और फिर से कोशिश करें।",
  importError_timeout: "इसमें बहुत समय लगा। फिर से कोशिश करें।",
  importError_unknown: "कुछ गड़बड़ हुई। फिर से कोशिश करें।",
};

addLocale("hi", words);
