// Every word that the widget says by itself; a page replaces some with element.labels.

export const ENGLISH = {
  heading: "Ask this episode",
  input: "Your question about this episode",
  placeholder: "Ask anything",
  ask: "Ask",
  stop: "Stop",
  log: "Questions and answers",
  starters: "Questions to begin with",
  searching: "Searching the episode…",
  answering: "Checking each sentence against the transcript…",
  moment: "{speaker}, {time}",
  somebody: "A speaker",
  play: "play this moment",
  show: "show the words",
  incomplete: "This answer is not complete.",
  stopped: "Stopped.",
  broken: "The connection broke off. Your question is kept.",
  unreachable: "The service cannot be reached. Your question is kept.",
  offline: "You are offline. Your question is kept.",
  retry: "Try again",
  disabled: "Asking is closed here.",
};

/** @typedef {typeof ENGLISH} Labels */

/** @type {(label: string, values: Record<string, unknown>) => string} */
export const fill = (label, values) => label.replace(/{(\w+)}/g, (_, name) => String(values[name]));

/** 3:05, or 1:02:03. @type {(seconds: number) => string} */
export function clock(seconds) {
  const two = (/** @type {number} */ part) => String(Math.floor(part) % 60).padStart(2, "0");
  const minutes = Math.floor(seconds / 60);
  return (minutes < 60 ? minutes : `${Math.floor(minutes / 60)}:${two(minutes)}`) + `:${two(seconds)}`;
}
