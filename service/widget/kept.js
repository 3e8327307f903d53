// What was asked before the page was loaded again, in this tab alone.

import { follow } from "./resuming.js";
import { Problem } from "./service.js";

/** @typedef {Asked & {by: string | null}} Kept */

/** @param {Host} host */
const keyOf = (host) => {
  const episode = host.getAttribute("episode") ?? host.getAttribute("guid") ?? host.getAttribute("src");
  return `ask-episode ${host.service.base} ${episode}`;
};

/** Who listens, as far as that is known. @param {Host} host */
const listener = (host) => host.account?.me?.account?.id ?? null;

/**
 * Keeps a question, and the id of its answer or the key of one that is being made; forgets what was
 * kept where there is none.
 * @param {Host} host
 * @param {Asked | null} asked
 */
export function keep(host, asked) {
  if (!host.hasAttribute("resume")) return; // the page no longer wants it
  try {
    if (!asked) return sessionStorage.removeItem(keyOf(host));
    const { question, id, key, previous } = asked;
    sessionStorage.setItem(keyOf(host), JSON.stringify({ question, id, key, previous, by: listener(host) }));
  } catch {
    // A browser that keeps nothing.
  }
}

/**
 * Shows the answer again, or follows one that is being made; puts back a question that came to nothing.
 * @param {Host} host
 * @param {Host["panel"]} panel the one that it is shown in: the widget may be drawn anew meanwhile
 */
export async function takeUp(host, panel) {
  const { question, id, key, previous, by = null } = read(host);
  if (!question || by !== listener(host)) return; // what somebody else asked is not shown
  const given = id ? await answerOf(host, id) : null;
  if (host.panel !== panel || panel.log.hasChildNodes()) return;
  if (given) return show(host, given);
  if (key) return goOn(host, { question, id, key, previous });
  if (!id) panel.keep(question);
  else if (given === null) keep(host, null); // deleted
}

/**
 * The answer; null where it is not there, nothing where that is not known.
 * @param {Host} host
 * @param {string} id
 * @returns {Promise<Answer | null | undefined>}
 */
async function answerOf(host, id) {
  try {
    return await host.service.json(`/v1/answers/${id}`);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return error.status === 404 ? null : undefined;
  }
}

/** @param {Host} host @param {Asked} asked */
function goOn({ conversation }, { question, id = "", key, previous = "" }) {
  conversation.last = previous;
  const turn = conversation.begin(question, key);
  turn.id = id;
  conversation.run(turn, () => follow(conversation, turn));
}

/** @param {Host} host @param {Answer} answer */
function show(host, answer) {
  const turn = host.conversation.add(answer.question);
  turn.id = host.conversation.last = answer.id;
  turn.standalone = answer.standalone ?? "";
  for (const claim of answer.claims) turn.add(claim);
  return host.conversation.close(turn, answer);
}

/** @param {Host} host @returns {Partial<Kept>} */
function read(host) {
  try {
    return JSON.parse(sessionStorage.getItem(keyOf(host)) ?? "{}") ?? {};
  } catch {
    return {}; // somebody else's, or a browser that keeps nothing
  }
}
