/**
 * Message markup made safe a second time. The server already allows only what Telegram allows; the page does not
 * rely on it. Unknown elements give their content, dangerous ones nothing, and only the attributes below survive.
 */

const ATTRIBUTES = {
  a: ["href"],
  blockquote: ["expandable"],
  code: ["class"],
  details: ["open"],
  img: ["src", "alt"],
  li: ["value"],
  ol: ["start", "type", "reversed"],
  span: ["class"],
  td: ["align", "valign", "colspan", "rowspan"],
  th: ["align", "valign", "colspan", "rowspan", "scope"],
  "tg-time": ["unix", "format"],
};
const PLAIN = [
  "aside", "b", "br", "caption", "cite", "del", "div", "em", "figcaption", "figure", "footer", "h1", "h2", "h3", "h4",
  "h5", "h6", "hr", "i", "ins", "mark", "p", "pre", "s", "strike", "strong", "sub", "summary", "sup", "table", "tbody",
  "tfoot", "thead", "tg-spoiler", "tr", "u", "ul",
];
const ALLOWED = new Set([...PLAIN, ...Object.keys(ATTRIBUTES)]);
// Their content is code or markup of another kind, so it must not come out as text either.
const DROPPED = new Set([
  "embed", "iframe", "math", "noscript", "object", "script", "style", "svg", "template", "title",
]);
const CLASS = /^(tg-spoiler|language-[\w+#.-]{1,32})$/;
const LINK = /^(https?:|mailto:|tel:|tg:)/i;
const OWN_PATH = /^\/(?!\/)/;

/** @param {string} markup @returns {DocumentFragment} */
export function sanitize(markup) {
  const parsed = new DOMParser().parseFromString(markup, "text/html");
  const fragment = document.createDocumentFragment();
  copyChildren(parsed.body, fragment);
  return fragment;
}

function copyChildren(source, target) {
  for (const child of source.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) target.append(child.data);
    else if (child.nodeType === Node.ELEMENT_NODE) copyElement(child, target);
  }
}

function copyElement(source, target) {
  const tag = source.localName;
  if (DROPPED.has(tag)) return;
  if (!ALLOWED.has(tag)) {
    copyChildren(source, target);
    return;
  }
  const copy = document.createElement(tag);
  for (const name of ATTRIBUTES[tag] ?? []) {
    if (source.hasAttribute(name)) copyAttribute(copy, name, source.getAttribute(name));
  }
  copyChildren(source, copy);
  target.append(copy);
}

function copyAttribute(copy, name, value) {
  if (name === "class" && !CLASS.test(value)) return;
  if (name === "href" && !LINK.test(value.trim())) return;
  if (name === "src" && !OWN_PATH.test(value)) return;
  copy.setAttribute(name, value);
}

/** A link that may be opened, or null: a button's `url` comes from the bot as well. */
export function safeUrl(value) {
  return typeof value === "string" && (LINK.test(value.trim()) || OWN_PATH.test(value)) ? value : null;
}
