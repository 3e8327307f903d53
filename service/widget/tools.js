// What can be done with an answer: hear it, copy it, cite it, share it, say whether it helped.

/** @import {Turn} from "./view.js" */
import { citeButton } from "./citing.js";
import { copied } from "./copying.js";
import { askWhat, send } from "./feedback.js";
import { linkTo, moment } from "./links.js";
import { playMoments, playerOf } from "./player.js";
import { adopt, labelsOf } from "./later.js";
import { relatedButton } from "./related.js";
import { shareButton } from "./sharing.js";
import { sheetOf } from "./style.js";
import { button, make } from "./view.js";
import { fill } from "./words.js";
import "./resuming.js"; // needed when there is no connection to load it by

const LABELS = {
  tools: "This answer",
  playAll: "Play the answer",
  stopPlaying: "Stop playing",
  copy: "Copy with links",
  helpful: "Helpful",
  notHelpful: "Not helpful",
  model: "AI-generated from the transcript, each sentence checked against it. Quotes are its exact words.",
  extractive: "The episode’s own words, picked from its transcript by a program. Quotes are its exact words.",
  howMade: "How answers are made",
  askNext: "What to ask next",
  understood: "Understood as: {question}",
};

/** @typedef {typeof LABELS} Labelled */

const SHEET = sheetOf(`
.tools { align-items: center }
.tools > button { border-color: transparent; padding-inline: .5em; color: var(--quiet); text-decoration: underline; text-underline-offset: .2em }
.tools > button:hover, .tools > [aria-pressed=true], .tools > [aria-expanded=true] { background: none; color: var(--accent); border-color: currentcolor; text-decoration: none }
.tools > a { padding: .2em .5em; font-size: .9em; color: var(--quiet); text-underline-offset: .2em }
.tools > a:hover { color: var(--accent) }
.tools > .play { border-color: var(--line); padding-inline: .9em; color: var(--fg); text-decoration: none }
.disclosure { margin-top: .6em }
.understood { margin: -.3em 0 .5em }
[aria-current] { background: var(--accent); color: var(--on-accent) }
`);

/**
 * Offers the tools under an answer, and says what the answer is made of and how the question was understood.
 * @param {Turn} turn
 * @param {Ending} ending
 */
export function offer(turn, { answered_by: by, outcome }) {
  const { host } = turn;
  const labels = labelsOf(host, LABELS);
  adopt(host, SHEET);
  if (turn.standalone) turn.answer.before(make("p", { part: "notice", class: "quiet understood", dir: "auto" }, fill(labels.understood, { question: turn.standalone })));
  if (turn.text) turn.end.append(toolsOf(turn, labels, by));
  // Who is told that this episode does not say may find one that does.
  if (outcome === "not_in_episode") turn.end.append(make("div", { part: "tools", class: "row tools" }, relatedButton(turn)));
  if (!turn.element.querySelector(".chip")) return;
  const link = make("a", { href: `${host.service.base}/how-answers-are-made`, target: "_blank", rel: "noopener" }, labels.howMade);
  turn.end.append(make("p", { part: "disclosure", class: "quiet disclosure" }, labels[by], " ", link));
  if (turn.id && outcome !== "needs_clarification") suggestNext(turn, labels);
}

/**
 * Offers what can be asked next, unless something was asked meanwhile.
 * @param {Turn} turn
 * @param {Labelled} labels
 */
async function suggestNext({ host, id, element, end }, labels) {
  const { questions } = await host.service.json(`/v1/answers/${id}/suggestions`).catch(() => ({ questions: [] }));
  if (!questions.length || host.panel.isBusy || element.nextSibling) return;
  const group = make("div", { part: "starters", class: "row next", role: "group", "aria-label": labels.askNext });
  host.panel.suggest(group, questions);
  for (const earlier of host.panel.log.querySelectorAll(".next")) earlier.remove();
  end.append(group);
}

/**
 * @param {Turn} turn
 * @param {Labelled} labels
 * @param {"model" | "extractive"} by
 */
function toolsOf(turn, labels, by) {
  const { host } = turn;
  const row = make("div", { part: "tools", class: "row tools", role: "group", "aria-label": labels.tools });
  if (playerOf(host) && timed(turn).length) row.append(playButton(turn, labels));
  row.append(button(labels.copy, () => copied(host, asText(turn, labels[by]))), citeButton(turn));
  if (turn.id) row.append(shareButton(turn), relatedButton(turn), ...thumbs(turn, labels, row));
  return row;
}

/**
 * The moments of an answer in order, each once in a row; `at` is the place of its chip.
 * @param {Turn} turn
 */
function timed(turn) {
  /** @type {{start: number, end: number | null, at: number}[]} */
  const found = [];
  let at = 0;
  for (const { start, end } of turn.citations) {
    if (start === null) continue;
    if (found[found.length - 1]?.start !== start) found[found.length] = { start, end, at };
    at++;
  }
  return found;
}

/**
 * @param {Turn} turn
 * @param {Labelled} labels
 */
function playButton(turn, labels) {
  /** @type {AbortController | null} */
  let playing = null;
  const { host } = turn;
  const play = button(labels.playAll, async () => {
    const player = playerOf(host);
    if (playing) {
      player?.pause();
      return playing.abort();
    }
    if (!player) return;
    playing = new AbortController();
    play.textContent = labels.stopPlaying;
    const chips = turn.answer.querySelectorAll(".chip:not(.untimed)");
    const moments = timed(turn);
    const { signal } = playing;
    const begun = (/** @type {number} */ position) => {
      if (!turn.element.isConnected) playing?.abort();
      else markOnly(chips, moments[position].at);
    };
    await playMoments(player, moments, signal, begun);
    markOnly(chips, -1);
    play.textContent = labels.playAll;
    playing = null;
  }, { class: "play" });
  return play;
}

/**
 * @param {NodeListOf<Element>} chips
 * @param {number} position
 */
function markOnly(chips, position) {
  for (let at = 0; at < chips.length; at++) {
    if (at === position) chips[at].setAttribute("aria-current", "true");
    else chips[at].removeAttribute("aria-current");
  }
}

/**
 * @param {Turn} turn
 * @param {Labelled} labels
 * @param {Element} row
 */
function thumbs(turn, labels, row) {
  const press = (/** @type {HTMLButtonElement} */ pressed) => {
    for (const one of [up, down]) one.setAttribute("aria-pressed", String(one === pressed));
  };
  const up = button(labels.helpful, async () => (await send(turn, "helpful")) && press(up), { "aria-pressed": "false" });
  const down = button(labels.notHelpful, async () => {
    if (!(await send(turn, "not_helpful"))) return;
    press(down);
    askWhat(turn, row, ["not_helpful"], null);
  }, { "aria-pressed": "false" });
  return [up, down];
}

/**
 * @param {Turn} turn
 * @param {string} disclosure
 */
function asText(turn, disclosure) {
  const { episode } = turn.host;
  let text = `${turn.question}\n`;
  for (const claim of turn.claims) {
    text += `\n${claim.text}\n`;
    for (const citation of claim.citations) {
      text += `    ${moment(turn.host, citation)}: “${citation.quote}” ${linkTo(citation)}\n`;
    }
  }
  const source = episode?.show ? `${episode.title} · ${episode.show}` : episode?.title;
  return `${text}\n${source}\n${disclosure}`;
}
