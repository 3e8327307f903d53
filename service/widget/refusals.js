// Why somebody may not ask, or not now, and what can be done about it.

/** @import {Problem} from "./service.js" */
import { adopt, labelsOf } from "./later.js";
import { sheetOf } from "./style.js";
import { fill } from "./words.js";

const LABELS = { retryIn: "Try again in {seconds} s", sessionOver: "You have been signed out. Sign in again to ask." };

const SHEET = sheetOf(`
:host([data-state=rate-limited]) .notice { border-inline-start-style: dotted }
:host([data-state=quota-used-up]) .notice { border-color: var(--accent); font-weight: 650 }
:host([data-state=paywall]) .notice { border: 0; padding: 0 }
`);

/**
 * Says what a refusal needs to have said.
 * @param {Host} host
 * @param {Problem} problem
 * @param {string} question
 * @param {HTMLButtonElement} retry
 */
export function tell(host, problem, question, retry) {
  const { status, body } = problem;
  const labels = labelsOf(host, LABELS);
  adopt(host, SHEET);
  if (status === 429) return countDown(host, problem, retry);
  const { account } = host;
  const isOver = account !== null && (status === 401 || (body.action === "sign_in" && account.isSignedIn));
  // The same question would be refused again: there is nothing to try.
  host.panel.say(isOver ? labels.sessionOver : body.detail ?? labels.unreachable);
  if (isOver) account.sessionOver();
  if (isOver || status === 402) account?.refuse(isOver ? { action: "sign_in" } : body, question);
}

/**
 * @param {Host} host
 * @param {Problem} problem
 * @param {HTMLButtonElement} retry
 */
function countDown(host, { message, retryAfter }, retry) {
  const labels = labelsOf(host, LABELS);
  const until = Date.now() + retryAfter * 1000;
  const count = () => {
    const seconds = Math.ceil((until - Date.now()) / 1000);
    retry.disabled = seconds > 0;
    retry.textContent = seconds > 0 ? fill(labels.retryIn, { seconds }) : labels.retry;
    if (seconds <= 0 || !retry.isConnected) clearInterval(counting);
  };
  const counting = setInterval(count, 1000);
  host.setState("rate-limited");
  host.panel.say(message, retry);
  count();
}
