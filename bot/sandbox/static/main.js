/** Where the parts of the page meet. */

import { api, ApiError } from "./api.js";
import { ChatView } from "./chat.js";
import { ClockBar } from "./clock.js";
import { Composer } from "./composer.js";
import { byId } from "./dom.js";
import { whileBusy } from "./keyboard.js";
import { listen } from "./live.js";
import { alertText, toast } from "./overlays.js";
import { PeopleTabs } from "./people.js";
import { Store } from "./store.js";

const TYPING_MS = 6000;
const FIRST_PERSON = { id: 1, first_name: "小林", language_code: "zh-hans" };

const store = new Store();
const chat = new ChatView(store, { press, pay, command: (text) => send({ text }), openUrl: openDeepLink, appUrl });
const composer = new Composer(store, send);
const people = new PeopleTabs(store, choose, attempt);
const clock = new ClockBar(store, attempt);
let revision = -1;
let epoch = null;
let typingIds = [];
let typingEnds = 0;

/** Run something the reader asked for; a refusal is told, not thrown. Answers whether it worked. */
async function attempt(run) {
  try {
    await run();
    return true;
  } catch (error) {
    toast(error instanceof ApiError ? error.message : "页面出错了，请刷新再试。");
    if (!(error instanceof ApiError)) console.error(error);
    return false;
  }
}

/** Where a Mini App opens for the person whose chat this is. */
function appUrl(url) {
  return `/sandbox/users/${store.openId}/web_app?url=${encodeURIComponent(url)}`;
}

function send(content) {
  const { openId } = store;
  return attempt(async () => {
    await api.send(openId, content);
    chat.toEnd();
    await store.pull(openId);
  });
}

function press(message, button, key) {
  const { openId } = store;
  const chosen = button.data === undefined ? { label: button.label } : { data: button.data };
  return whileBusy(key, () =>
    attempt(async () => {
      const { answers } = await api.press(openId, message.message_id, chosen);
      showAnswers(answers);
      await store.pull(openId);
    }),
  );
}

function showAnswers(answers) {
  if (!answers.length) toast("助手没有回应这个按钮。");
  for (const { text, show_alert: isAlert } of answers) {
    if (text) (isAlert ? alertText : toast)(text);
  }
}

function pay(message, key) {
  const { openId } = store;
  return whileBusy(key, () => attempt(() => api.pay(openId, message.message_id)));
}

/** A double click answers a message, as in Telegram on a desktop; on what can be clicked it means something else. */
function answer(event) {
  const place = event.target.closest(".message.from-bot");
  if (!place || event.target.closest("a, button, summary, tg-spoiler")) return;
  const message = store.open?.messages.get(Number(place.dataset.messageId));
  if (message && !message.deleted) composer.reply(message);
}

/** A deep link to the assistant (t.me/…?start=…) is followed here, for it would leave the sandbox. */
function openDeepLink(url) {
  const { protocol, hostname, searchParams } = new URL(url, location.href);
  const start = searchParams.get("start");
  if (start === null || !(protocol === "tg:" || hostname === "t.me")) return false;
  send({ text: `/start ${start}`.trim() });
  return true;
}

function choose(id) {
  if (location.hash !== `#${id}`) history.replaceState(null, "", `#${id}`);
  store.openPerson(id);
  return attempt(() => store.pull(id));
}

function chooseFromHash() {
  const wanted = Number(location.hash.slice(1));
  const [first] = store.followed;
  choose(store.people.has(wanted) ? wanted : (store.recent.find((id) => store.people.has(id)) ?? first.id));
}

/** Show the page's one question or the messenger, as there are people or not. */
function showStage() {
  const empty = store.people.size === 0;
  byId("welcome").hidden = !empty;
  byId("app").hidden = empty;
  if (!empty && !store.open) chooseFromHash();
}

function showFoot() {
  const { open } = store;
  if (!open) return;
  const visible = [...open.messages.values()].some((message) => !message.deleted);
  const first = open.loaded && !visible;
  byId("first-step").hidden = open.blocked || !first;
  byId("blocked").hidden = !open.blocked;
  byId("blocked").querySelector("p").textContent = `${open.first_name}停用了助手，助手现在发不来消息。`;
  byId("composer").hidden = open.blocked || first;
  byId("about").hidden = !first;
  if (first) showAbout(open.id);
}

/** What the assistant says of itself, where there is nothing else to read yet, as in Telegram. */
async function showAbout(id) {
  const { description } = await api.commands(id).catch(() => ({}));
  byId("about").textContent = description || "这里还没有消息。";
}

function showTyping() {
  const typing = typingIds.includes(store.openId);
  byId("typing").hidden = !typing;
  const { open } = store;
  byId("chat-status").textContent = typing ? "正在输入…" : open ? `和${open.first_name}的对话` : "";
}

/** As in Telegram, typing not repeated is over after a while. */
function hearTyping(ids) {
  clearTimeout(typingEnds);
  typingIds = ids;
  showTyping();
  if (ids.length) typingEnds = setTimeout(() => hearTyping([]), TYPING_MS);
}

async function begin() {
  const { id, ...person } = FIRST_PERSON;
  await attempt(async () => {
    await api.saveUser(id, person);
    await api.send(id, { text: "/start" });
    await store.loadPeople();
    byId("input").focus();
  });
}

function onOpen() {
  const { open } = store;
  people.render();
  byId("chat").setAttribute("aria-labelledby", `tab-${open.id}`);
  composer.open(open);
  chat.show(open);
  showFoot();
  showTyping();
}

function onMessages({ detail: { person, changed, first } }) {
  if (person.id !== store.openId) return;
  if (first) chat.show(person);
  else chat.update(changed);
  showFoot();
}

async function refresh() {
  await store.loadPeople();
  if (store.openId !== null) await store.pullFollowed();
}

/** One round of fetching at a time; whatever changes meanwhile is fetched by one more. */
let refreshing = null;
let stale = false;
function refreshSoon() {
  stale = true;
  refreshing ??= (async () => {
    while (stale) {
      stale = false;
      await refresh().catch(() => {});
    }
    refreshing = null;
  })();
}

function onEvent(event) {
  clock.set(event);
  hearTyping(event.typing ?? []);
  clock.hear(event.ran);
  if (epoch !== null && event.epoch !== epoch) {
    // The server forgot everything: drafts, open menus and the account of moves belong to people who are gone.
    location.reload();
    return;
  }
  if (event.revision === revision) return;
  ({ revision, epoch } = event);
  refreshSoon();
}

function onConnection(connected) {
  const notice = byId("offline");
  notice.hidden = connected;
  notice.textContent = connected ? "" : "和沙盒的连接断了，正在重连…";
  if (connected) refreshSoon();
}

store.addEventListener("people", () => {
  showStage();
  people.render();
  showFoot();
});
store.addEventListener("open", onOpen);
store.addEventListener("unread", () => people.render());
store.addEventListener("messages", onMessages);
window.addEventListener("hashchange", chooseFromHash);
byId("begin").addEventListener("click", begin);
byId("first-step").querySelector("button").addEventListener("click", () => send({ text: "/start" }));
byId("messages").addEventListener("dblclick", answer);
await attempt(() => store.loadPeople());
listen(onEvent, onConnection);
