/** Where the parts of the page meet. */

import { api, ApiError } from "./api.js";
import { ChatView } from "./chat.js";
import { ClockBar } from "./clock.js";
import { Composer } from "./composer.js";
import { byId } from "./dom.js";
import { showFoot } from "./foot.js";
import { whileBusy } from "./keyboard.js";
import { listen } from "./live.js";
import { alertText, toast } from "./overlays.js";
import { FIRST_PERSON, isStaff, PeopleTabs } from "./people.js";
import { Store } from "./store.js";
import { t, translatePage } from "./words.js";

const TYPING_MS = 6000;
const FIRST_ID = 1;

translatePage();
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
    toast(error instanceof ApiError ? error.message : t("页面出错了，请刷新再试。"));
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
    chat.reader.ask();
    chat.reader.toEnd();
    await store.pull(openId);
  });
}

function press(message, button, key) {
  const { openId } = store;
  const chosen = button.data === undefined ? { label: button.label } : { data: button.data };
  return whileBusy(key, () =>
    attempt(async () => {
      chat.reader.ask(message.message_id);
      const { answers } = await api.press(openId, message.message_id, chosen);
      showAnswers(answers);
      await store.pull(openId);
    }),
  );
}

function showAnswers(answers) {
  if (!answers.length) toast(t("助手没有回应这个按钮。"));
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
  // What is said in passing has a place of its own on either stage, and covers nothing.
  if (empty) byId("welcome").append(byId("toasts"));
  else byId("scroller").before(byId("toasts"));
  byId("app").hidden = empty;
  if (!empty && !store.open) chooseFromHash();
}

function showTyping() {
  const typing = typingIds.includes(store.openId);
  byId("typing").hidden = !typing;
  const { open } = store;
  byId("chat-status").textContent = typing ? t("正在输入…") : open ? statusOf(open) : "";
}

function statusOf(person) {
  if (isStaff(person)) return t("{name}是客服，和助手的对话", { name: person.first_name });
  return t("和{name}的对话", { name: person.first_name });
}

/** As in Telegram, typing not repeated is over after a while. */
function hearTyping(ids) {
  clearTimeout(typingEnds);
  typingIds = ids;
  showTyping();
  if (ids.length) typingEnds = setTimeout(() => hearTyping([]), TYPING_MS);
}

async function begin() {
  await attempt(async () => {
    await api.saveUser(FIRST_ID, FIRST_PERSON);
    await api.send(FIRST_ID, { text: "/start" });
    await store.loadPeople();
    byId("input").focus();
  });
}

function onOpen() {
  const { open } = store;
  people.render();
  byId("chat").setAttribute("aria-labelledby", `tab-${open.id}`);
  byId("chat").classList.toggle("staff", isStaff(open));
  byId("chat-name").textContent = isStaff(open) ? t("客服窗口") : t("分期管家");
  composer.open(open);
  chat.show(open);
  showFoot(store);
  showTyping();
}

function onMessages({ detail: { person, changed, first } }) {
  if (person.id !== store.openId) return;
  if (first) chat.show(person);
  else chat.update(changed);
  showFoot(store);
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
  notice.textContent = connected ? "" : t("和沙盒的连接断了，正在重连…");
  if (connected) refreshSoon();
}

store.addEventListener("people", () => {
  showStage();
  people.render();
  showFoot(store);
});
store.addEventListener("open", onOpen);
store.addEventListener("unread", () => people.render());
store.addEventListener("messages", onMessages);
window.addEventListener("hashchange", chooseFromHash);
byId("begin").addEventListener("click", begin);
byId("first-step").querySelector("button").addEventListener("click", () => send({ text: "/start" }));
byId("messages").addEventListener("dblclick", answer);
// The time first: days are written without the year they are in.
await attempt(async () => clock.set(await api.clock()));
await attempt(() => store.loadPeople());
listen(onEvent, onConnection);
