// An answer whose connection broke off is followed on; one whose service was restarted is asked for again.

/** @import {Conversation} from "./conversation.js" */
/** @import {Turn} from "./view.js" */
import { labelsOf } from "./later.js";
import { Problem } from "./service.js";

const LABELS = { reconnecting: "The connection broke off. Connecting again…" };

const FIRST_PAUSE = 250; // milliseconds
const LONGEST_PAUSE = 8_000;
const MOST_TRIES = 9; // within forty seconds
const LONGEST = 60_000; // where tries hang
const MOST_ANEW = 3;

/**
 * Follows an answer to its end.
 * @param {Conversation} conversation
 * @param {Turn} turn
 * @param {unknown} fault why it cannot be followed
 * @returns {Promise<Ending>}
 */
export async function resume(conversation, turn, fault) {
  const { host } = conversation;
  let anew = 0;
  let since = Date.now();
  for (let tries = 0; ; tries++) {
    if (!(fault instanceof Problem) || !mayPass(fault, turn)) throw fault;
    if (isOver(fault)) {
      beginAgain(turn);
      anew++;
    }
    const isHopeless = tries === MOST_TRIES || anew > MOST_ANEW || Date.now() - since > LONGEST;
    if (isHopeless) throw new Problem({ type: "broken" });
    if (!turn.isStopped) host.panel.status.textContent = labelsOf(host, LABELS).reconnecting;
    const asleep = await pause(Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** tries));
    if (asleep) {
      tries = 0;
      since = Date.now();
    }
    const before = turn.place;
    try {
      // Stopped without a connection, it is still being made.
      if (turn.isStopped) return await cancel(conversation, turn);
      return await follow(conversation, turn);
    } catch (error) {
      fault = error;
      if (turn.place === before) continue;
      tries = 0;
      since = Date.now();
    }
  }
}

/**
 * The rest of an answer, from its log or from what was kept of it.
 * @param {Conversation} conversation
 * @param {Turn} turn
 * @returns {Promise<Ending>}
 */
export async function follow(conversation, turn) {
  if (!turn.id) return conversation.send(turn);
  const { service } = conversation.host;
  const response = await service.send(`/v1/answers/${turn.id}/events`, { stream: true, after: turn.place });
  const { panel, labels, state } = conversation.host;
  panel.status.textContent = labels[state === "answering" ? "answering" : "searching"];
  if (response.status !== 204) return conversation.read(turn, response);
  /** @type {Answer} */
  const answer = await service.json(`/v1/answers/${turn.id}`);
  for (let at = turn.claims.length; at < answer.claims.length; at++) turn.add(answer.claims[at]);
  return answer;
}

/**
 * Whether trying again may help: there is no connection, a proxy has no service, a service is in
 * trouble, or what it was making is gone.
 * @param {Problem} problem
 * @param {Turn} turn
 */
const mayPass = ({ status }, { id }) => !status || status === 502 || status === 503 || (status === 404 && id);

/** Whether nobody is making the answer any more. @param {Problem} problem */
const isOver = ({ status, body }) => status === 404 || /answer-interrupted$/.test(body.type ?? "");

/**
 * Forgets what was shown: the answer is made anew, by the same key.
 * @param {Turn} turn
 */
function beginAgain(turn) {
  turn.id = turn.place = turn.text = "";
  turn.claims = [];
  turn.answer.replaceChildren();
}

/**
 * Tells the service that an answer was stopped; nothing more comes of it.
 * @param {Conversation} conversation
 * @param {Turn} turn
 * @returns {Promise<never>}
 */
async function cancel(conversation, turn) {
  if (turn.id) await conversation.host.service.send(`/v1/answers/${turn.id}/cancel`, { method: "POST" });
  throw new Error("It was stopped.");
}

/**
 * Waits; not once the browser is online again.
 * @param {number} time milliseconds
 * @returns {Promise<boolean>} whether the machine was asleep meanwhile
 */
async function pause(time) {
  const began = Date.now();
  const over = new AbortController();
  await new Promise((go) => {
    setTimeout(go, time);
    addEventListener("online", go, { signal: over.signal });
  });
  over.abort();
  return Date.now() - began > time + LONGEST;
}
