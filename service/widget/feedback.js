// What a listener says of an answer, told to the page and to the service.

/** @import {Turn} from "./view.js" */
import { Problem } from "./service.js";
import { isDone } from "./copying.js";
import { adopt, labelsOf } from "./later.js";
import { sheetOf } from "./style.js";
import { button, make } from "./view.js";

const LABELS = {
  wrong_quote: "These words were not said",
  wrong_speaker: "Somebody else said them",
  wrong_time: "They are heard at another time",
  other: "Something else",
  whatIsWrong: "What is wrong?",
  comment: "More about it (may be left empty)",
  sendReport: "Send",
  cancel: "Cancel",
  thanks: "Thank you. Whoever runs this site can read it.",
  notSent: "It could not be sent. Try again in a moment.",
};

const SHEET = sheetOf(`
select { flex: 1 0 100%; min-width: 0; min-height: 2.6em; padding: 0 .6em; border: 1px solid var(--quiet); border-radius: calc(var(--radius)*.66); background: var(--bg) }
`);

/** What may be wrong with a quotation. */
export const WRONG = ["wrong_quote", "wrong_speaker", "wrong_time", "other"];

/**
 * Sends what a listener says of an answer, unless the page takes it.
 * @param {Turn} turn
 * @param {string} kind
 * @param {Claim | null} [claim]
 * @param {string} [comment]
 * @returns {Promise<boolean>} whether it arrived
 */
export async function send(turn, kind, claim = null, comment = "") {
  const { host } = turn;
  const said = { kind, claim: claim?.id ?? null, comment: comment.trim() || null };
  const labels = labelsOf(host, LABELS);
  if (!host.emit("ask-feedback", { answer: turn.id, ...said }, true)) return true;
  try {
    await host.service.json(`/v1/answers/${turn.id}/feedback`, { body: said });
    isDone(host, labels.thanks);
    return true;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    host.panel.say(error.body.detail ?? labels.notSent);
    return false;
  }
}

/**
 * Asks what is wrong, and sends it; the focus then is where it was.
 * @param {Turn} turn
 * @param {Element} place
 * @param {string[]} kinds
 * @param {Claim | null} claim
 */
export function askWhat(turn, place, kinds, claim) {
  place.querySelector("form")?.remove();
  adopt(turn.host, SHEET);
  const labels = /** @type {Record<string, string>} */ (labelsOf(turn.host, LABELS));
  const choice = make("select", { "aria-label": labels.whatIsWrong });
  for (const kind of kinds) choice.append(make("option", { value: kind }, labels[kind]));
  const comment = make("textarea", { rows: 1, maxlength: 1000, dir: "auto", placeholder: labels.comment, "aria-label": labels.comment });
  const form = make("form", {}, ...(kinds.length > 1 ? [choice] : []), comment, make("button", { class: "primary" }, labels.sendReport));
  const before = /** @type {HTMLElement | null} */ (turn.host.shadowRoot?.activeElement);
  const close = () => {
    form.remove();
    before?.focus();
  };
  form.append(button(labels.cancel, close));
  let isSent = false;
  form.onsubmit = async (event) => {
    event.preventDefault();
    if (isSent) return;
    isSent = true;
    if (await send(turn, choice.value, claim, comment.value)) close();
    isSent = false;
  };
  place.append(form);
  (kinds.length > 1 ? choice : comment).focus();
}
