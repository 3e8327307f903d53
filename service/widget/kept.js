// What was asked before the page was loaded again.

import { Problem } from "./service.js";

/**
 * Shows the answer again; puts the question back where there was none yet.
 * @param {Host} host
 * @param {string} kept
 */
export async function takeUp(host, kept) {
  const { question, answer } = read(kept);
  if (!question || host.panel.log.hasChildNodes()) return;
  try {
    if (answer) return show(host, await host.service.json(`/v1/answers/${answer}`));
  } catch (error) {
    if (!(error instanceof Problem)) throw error; // deleted, or of an account that has signed out
  }
  host.panel.keep(question);
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
