/**
 * The page's own words, in the reader's language. As in the assistant's catalogues a sentence is known by its Chinese
 * form, so a missing one still reads well. The language is the address's (`?lang=en`), which `make run` prints for the
 * terminal it runs in; then the one chosen before; then Traditional where the browser asks for it; else Simplified.
 */

import { ENGLISH } from "./words-en.js";
import { TRADITIONAL } from "./words-zh-tw.js";

const KEY = "sandbox.language";
const WORDS = { "zh-CN": {}, "zh-TW": TRADITIONAL, en: ENGLISH };
const READ = ["placeholder", "aria-label", "title"];

export const LANGUAGES = { "zh-CN": "简体中文", "zh-TW": "繁體中文", en: "English" };
export const language = readLanguage();

function readLanguage() {
  const asked = new URLSearchParams(location.search).get("lang");
  if (asked in WORDS) localStorage.setItem(KEY, asked);
  const kept = localStorage.getItem(KEY);
  if (kept in WORDS) return kept;
  return /^zh-(tw|hk|mo|hant)/i.test(navigator.language) ? "zh-TW" : "zh-CN";
}

/** Show the page in another language from now on; what is written and not sent is lost. */
export function chooseLanguage(chosen) {
  localStorage.setItem(KEY, chosen);
  const address = new URL(location.href);
  address.searchParams.delete("lang");
  history.replaceState(null, "", address);
  location.reload();
}

/** The sentence in the reader's language; `{name}` in it stands for a value. */
export function t(sentence, values = {}) {
  const words = WORDS[language][sentence] ?? sentence;
  return words.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** Put what index.html says into the reader's language. */
export function translatePage() {
  document.documentElement.lang = language;
  document.title = t(document.title);
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const { data } = texts.currentNode;
    if (data.trim()) texts.currentNode.data = data.replace(data.trim(), () => t(data.trim()));
  }
  for (const name of READ) {
    for (const node of document.querySelectorAll(`[${name}]`)) node.setAttribute(name, t(node.getAttribute(name)));
  }
}
