// What was asked before the page was loaded again.

import { Problem } from "./service.js";

/**
 * Shows the answer again; puts the question back where there was none yet.
 * @param {Host} host
 * @param {string} kept
 * @param {Host["panel"]} panel the one that it is shown in: the widget may be drawn anew meanwhile
 */
export async function takeUp(host, kept, panel) {
  const { question, answer } = read(kept);
  if (!question) return;
  try {
    const given = answer && (await host.service.json(`/v1/answers/${answer}`));
    if (host.panel !== panel || panel.log.hasChildNodes()) return;
    if (given) return show(host, given);
    panel.keep(question);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (error.status === 404) host.keep(null); // deleted, or somebody else's who was here before
  }
}

/** @param {Host} host @param {Answer} answer */
function show(host, answer) {
  const turn = host.conversation.add(answer.question);
  turn.id = answer.id;
  for (const claim of answer.claims) turn.add(claim);
  return host.conversation.close(turn, answer);
}

/** @param {string} kept @returns {{question?: string, answer?: string}} */
function read(kept) {
  try {
    return JSON.parse(kept) ?? {};
  } catch {
    return {}; // somebody else's
  }
}
