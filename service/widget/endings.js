// How an answer ended, where it is not simply answered: never as an error.

/** @import {Turn} from "./view.js" */
import { adopt, labelsOf } from "./later.js";
import { moment } from "./links.js";
import { sheetOf } from "./style.js";
import { make } from "./view.js";
import { fill } from "./words.js";

const LABELS = {
  partly: "Not in this episode: {missing}",
  absent: "This episode does not say.",
  nearest: "The nearest moment:",
  clarify: "Which of these is meant?",
  model_unavailable: "The language model could not be reached.",
  cost_ceiling: "Today’s budget for the language model is used up.",
  cut_short: "The language model broke off; more may have been said.",
  unverified: "What the language model wrote was not said in the episode.",
};

const SHEET = sheetOf(`
[data-outcome] { padding-inline-start: .9em; border-inline-start: 3px dotted var(--quiet) }
[data-outcome] [part=notice] { font-weight: 650 }
[data-outcome=needs_clarification] { border-inline-start: 3px solid var(--accent) }
[data-outcome=partly_answered] { border-inline-start-style: dashed }
[data-outcome=small_talk] { border: 0; padding: 0 }
`);

/**
 * Tells how an answer ended.
 * @param {Turn} turn
 * @param {Ending} ending
 */
export function tell(turn, ending) {
  const { panel } = turn.host;
  const labels = labelsOf(turn.host, LABELS);
  const { outcome, notice, nearest } = ending;
  adopt(turn.host, SHEET);
  if (notice) turn.say(labels[notice]);
  if (outcome === "partly_answered") turn.say(fill(labels.partly, { missing: ending.missing }));
  if (outcome === "not_in_episode") turn.say(labels.absent);
  if (outcome === "small_talk") turn.say(ending.reply ?? "");
  if (nearest) {
    turn.told += ` ${labels.nearest} ${moment(turn.host, nearest)}`;
    turn.end.append(turn.cited([nearest], null, make("span", { class: "quiet" }, labels.nearest, " ")));
  }
  if (outcome === "needs_clarification") {
    const group = make("div", { part: "starters", class: "row", role: "group", "aria-label": labels.clarify });
    panel.suggest(group, ending.readings);
    turn.say(labels.clarify);
    for (const reading of ending.readings) turn.told += ` ${reading}`;
    turn.end.append(group);
  }
  if (outcome !== "answered") turn.end.append(make("div", { "data-outcome": outcome }, ...turn.end.childNodes));
}
