/** The people side of the sandbox, call by call (docs/sandbox.md describes it). */

import { t } from "./words.js";

/** The server refused, or could not be reached (`status` 0). */
export class ApiError extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

async function call(method, path, body) {
  const form = body instanceof FormData;
  let response;
  try {
    response = await fetch(`/sandbox${path}`, {
      method,
      body: form ? body : body && JSON.stringify(body),
      headers: body && !form ? { "Content-Type": "application/json" } : {},
    });
  } catch {
    throw new ApiError(0, t("沙盒没有回应，它可能已经停了。"));
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new ApiError(response.status, detailOf(answer, response.status));
  return answer;
}

function detailOf(answer, status) {
  const detail = answer.description ?? answer.error ?? answer.detail;
  return typeof detail === "string" ? detail : t("沙盒没有接受这个请求（{status}）。", { status });
}

const user = (id) => `/users/${id}`;

export const api = {
  users: () => call("GET", "/users"),
  saveUser: (id, person) => call("PUT", user(id), person),
  commands: (id) => call("GET", `${user(id)}/commands`),
  /** Messages changed after `revision`; 0 gives all. */
  messages: (id, revision) => call("GET", `${user(id)}/messages?since=${revision}`),
  /** `content` as the contract says, or FormData with a photo or document. */
  send: (id, content) => call("POST", `${user(id)}/messages`, content),
  press: (id, messageId, button) => call("POST", `${user(id)}/press`, { message_id: messageId, ...button }),
  pay: (id, messageId) => call("POST", `${user(id)}/pay`, { message_id: messageId }),
  block: (id) => call("POST", `${user(id)}/block`),
  unblock: (id) => call("POST", `${user(id)}/unblock`),
  clock: () => call("GET", "/clock"),
  moveClock: (move) => call("POST", "/clock", move),
  stopClock: () => call("POST", "/clock/stop"),
  /** The first due day later than `after`, 2026-12-05. */
  nextDue: (after) => call("GET", `/clock/next-due?after=${after}`),
};
