// What was asked before the page was loaded again, in this tab alone.

import { Problem } from "./service.js";

/** @typedef {{question: string, answer: string, by: string | null}} Kept */

/** @param {Host} host */
const keyOf = (host) => {
  const episode = host.getAttribute("episode") ?? host.getAttribute("guid") ?? host.getAttribute("src");
  return `ask-episode ${host.service.base} ${episode}`;
};

/** Who listens, as far as that is known. @param {Host} host */
const listener = (host) => host.account?.me?.account?.id ?? null;

/**
 * Keeps a question and its answer's id; forgets what was kept where there is none.
 * @param {Host} host
 * @param {{question: string, answer: string} | null} asked
 */
export function keep(host, asked) {
  if (!host.hasAttribute("resume")) return; // the page no longer wants it
  try {
    if (asked) sessionStorage.setItem(keyOf(host), JSON.stringify({ ...asked, by: listener(host) }));
    else sessionStorage.removeItem(keyOf(host));
  } catch {
    // A browser that keeps nothing.
  }
}

/**
 * Shows the answer again; puts the question back where there was none yet.
 * @param {Host} host
 * @param {Host["panel"]} panel the one that it is shown in: the widget may be drawn anew meanwhile
 */
export async function takeUp(host, panel) {
  const { question, answer, by = null } = read(host);
  if (!question || by !== listener(host)) return; // what somebody else asked is not shown
  try {
    const given = answer && (await host.service.json(`/v1/answers/${answer}`));
    if (host.panel !== panel || panel.log.hasChildNodes()) return;
    if (given) return show(host, given);
    panel.keep(question);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (error.status === 404) keep(host, null); // deleted
  }
}

/** @param {Host} host @param {Answer} answer */
function show(host, answer) {
  const turn = host.conversation.add(answer.question);
  turn.id = answer.id;
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
