// How an answer ended, where it is not simply answered: never as an error.

/** @import {Turn} from "./view.js" */
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

/**
 * Tells how an answer ended.
 * @param {Turn} turn
 * @param {Ending} ending
 */
export function tell(turn, ending) {
  const { panel } = turn.host;
  const labels = { ...LABELS, ...turn.host.labels };
  const { outcome, notice, nearest } = ending;
  if (notice) turn.say(labels[notice]);
  if (outcome === "partly_answered") turn.say(fill(labels.partly, { missing: ending.missing }));
  if (outcome === "not_in_episode") turn.say(labels.absent);
  if (outcome === "small_talk") turn.say(ending.reply ?? "");
  if (nearest) turn.end.append(turn.cited([nearest], null, make("span", { class: "quiet" }, labels.nearest, " ")));
  if (outcome === "needs_clarification") {
    const group = make("div", { part: "starters", class: "row", role: "group", "aria-label": labels.clarify });
    panel.suggest(group, ending.readings);
    turn.say(labels.clarify);
    turn.end.append(group);
  }
}
