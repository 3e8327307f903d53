// A moment: the exact words in their surroundings, played from the second they were spoken.

/** @import {Turn} from "./view.js" */
import { copied } from "./copying.js";
import { WRONG, askWhat } from "./feedback.js";
import { audioAt, linkTo } from "./links.js";
import { isShifted, playFrom, playerOf } from "./player.js";
import { adopt, labelsOf } from "./later.js";
import { sheetOf } from "./style.js";
import { button, make } from "./view.js";
import { clock, fill } from "./words.js";

const LABELS = {
  playFrom: "Play from {time}",
  openAt: "Listen at {time}",
  about: "about {time}",
  copyLink: "Copy link",
  report: "Report an error",
  shifted: "This recording is not as long as the one that was transcribed, so times may be shifted.",
  untimed: "The transcript does not say when.",
};

const SHEET = sheetOf(`
.moment { margin: .6em 0 .2em; padding: .2em 0 .2em .9em; border-inline-start: 3px solid var(--accent); }
.moment mark { background: var(--ask-mark, light-dark(#f6e7b0, #5a4d16)); color: inherit; }
.moment .row { margin-top: .5em; align-items: center; }
`);

/** @type {WeakMap<Element, Element>} */
const opened = new WeakMap();
// Surroundings end where there is no more room, be it in the middle of a sentence.
const CUT_BEFORE = /^\s*\p{Ll}/u;
const CUT_AFTER = /[\p{L}\p{N},;:]\s*$/u;

/**
 * Opens a moment and plays it; closes it where it is open.
 * @param {Turn} turn
 * @param {HTMLButtonElement} chip
 * @param {Citation} citation
 * @param {Claim | null} claim
 */
export function toggle(turn, chip, citation, claim) {
  const isOpen = chip.getAttribute("aria-expanded") === "true";
  const shown = opened.get(chip) ?? shownMoment(turn, citation, claim);
  opened.set(chip, shown);
  shown.toggleAttribute("hidden", isOpen);
  chip.setAttribute("aria-expanded", String(!isOpen));
  if (!shown.isConnected) chip.parentElement?.append(shown);
  if (!isOpen && citation.start !== null) play(turn, citation, shown);
}

/**
 * @param {Turn} turn
 * @param {Citation} citation
 * @param {Claim | null} claim
 */
function shownMoment(turn, citation, claim) {
  const { host } = turn;
  adopt(host, SHEET);
  const labels = labelsOf(host, LABELS);
  const row = make("div", { class: "row" });
  const shown = make(
    "div",
    { part: "sources", class: "moment" },
    make(
      "blockquote",
      { dir: "auto", lang: host.episode?.language },
      make("span", { class: "quiet" }, CUT_BEFORE.test(citation.before) ? "…" : "", citation.before),
      make("mark", {}, citation.quote),
      make("span", { class: "quiet" }, citation.after, CUT_AFTER.test(citation.after) ? "…" : ""),
    ),
    row,
  );
  row.append(...listening(turn, citation, shown));
  row.append(button(labels.copyLink, () => copied(host, linkTo(citation))));
  if (turn.id) row.append(button(labels.report, () => askWhat(turn, shown, WRONG, claim)));
  return shown;
}

/**
 * How a moment is listened to: here, or where its audio is.
 * @param {Turn} turn
 * @param {Citation} citation
 * @param {Element} shown
 */
function listening(turn, citation, shown) {
  const { host } = turn;
  const labels = labelsOf(host, LABELS);
  if (citation.start === null) return [make("span", { class: "quiet" }, labels.untimed)];
  const isVague = citation.timing === "paragraph";
  const time = isVague ? fill(labels.about, { time: clock(citation.start) }) : clock(citation.start);
  if (playerOf(host)) return [button(fill(labels.playFrom, { time }), () => play(turn, citation, shown))];
  const href = audioAt(host, citation);
  return href ? [make("a", { href, target: "_blank", rel: "noopener" }, fill(labels.openAt, { time }))] : [];
}

/**
 * @param {Turn} turn
 * @param {Citation} citation
 * @param {Element} shown
 */
function play(turn, citation, shown) {
  const { host } = turn;
  playFrom(host, citation.start ?? 0, citation);
  const watching = new AbortController();
  const look = () => {
    const isKnown = playerOf(host)?.length() != null;
    if (isKnown) watching.abort();
    if (isKnown && isShifted(host) && !shown.querySelector(".shifted")) {
      shown.append(make("p", { part: "notice", class: "quiet shifted" }, labelsOf(host, LABELS).shifted));
    }
  };
  playerOf(host)?.watch(look, watching.signal);
  look();
}
