// Citing an answer: references to its moments, in the style that the listener chooses.

/** @import {Turn} from "./view.js" */
import { copied, copiedWithItalics } from "./copying.js";
import { adopt, labelsOf } from "./later.js";
import { linkTo, reference } from "./links.js";
import { Problem } from "./service.js";
import { sheetOf } from "./style.js";
import { button, make } from "./view.js";

const LABELS = {
  cite: "Cite",
  citeIn: "Ways to cite",
  citePlain: "Plain",
  citeFailed: "That could not be cited. Try again in a moment.",
};
const READ = { apa: "APA", mla: "MLA", chicago: "Chicago" };
const FILES = { bibtex: "BibTeX", ris: "RIS", "csl-json": "CSL-JSON" };

const SHEET = sheetOf(`
.styles { align-items: center }
.styles > a { padding: .2em .4em; font-size: .9em }
`);

/**
 * The button that shows in which styles an answer can be cited.
 * @param {Turn} turn
 */
export function citeButton(turn) {
  const labels = labelsOf(turn.host, LABELS);
  const styles = stylesOf(turn, labels);
  adopt(turn.host, SHEET);
  const cite = button(labels.cite, () => {
    styles.hidden = styles.isConnected && !styles.hidden;
    if (!styles.isConnected) cite.parentElement?.after(styles);
    cite.setAttribute("aria-expanded", String(!styles.hidden));
  }, { "aria-expanded": "false" });
  return cite;
}

/**
 * @param {Turn} turn
 * @param {typeof LABELS} labels
 */
function stylesOf(turn, labels) {
  const { host } = turn;
  const seconds = secondsOf(turn);
  const row = make("div", { part: "styles", class: "row styles", role: "group", "aria-label": labels.citeIn });
  row.append(button(labels.citePlain, () => copied(host, references(turn))));
  for (const [style, name] of Object.entries(READ)) row.append(button(name, () => cite(host, style, seconds)));
  for (const [style, name] of Object.entries(FILES)) {
    // A file is of the episode; it leads to a moment where there is only one.
    const href = host.service.base + pathOf(host, style, seconds.length > 1 ? null : seconds[0]);
    row.append(make("a", { part: "button", href, download: "" }, name));
  }
  return row;
}

/**
 * The seconds that an answer cites, each once; null alone where it has no times.
 * @param {Turn} turn
 */
function secondsOf(turn) {
  const found = new Set();
  for (const { start } of turn.citations) if (start !== null) found.add(Math.floor(start));
  return found.size ? [...found] : [null];
}

/**
 * @param {Host} host
 * @param {string} style
 * @param {number | null} second
 */
function pathOf(host, style, second) {
  const path = `/v1/episodes/${encodeURIComponent(host.episode?.id ?? "")}/cite?style=${style}`;
  return second === null ? path : `${path}&t=${second}`;
}

/**
 * Copies a reference to the episode, and what stands in the text for each of the moments.
 * @param {Host} host
 * @param {string} style
 * @param {(number | null)[]} seconds
 */
async function cite(host, style, seconds) {
  host.panel.say("");
  const asked = [];
  for (const second of seconds) asked[asked.length] = host.service.json(pathOf(host, style, second));
  try {
    await copiedWithItalics(host, Promise.all(asked).then(asTexts));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    host.panel.say(error.body.detail ?? labelsOf(host, LABELS).citeFailed);
  }
}

/** @param {{reference: string, reference_html: string, in_text: string}[]} given */
function asTexts(given) {
  let [{ reference: text, reference_html: inner }] = given;
  let html = `<p>${inner}</p>`;
  for (const { in_text: inText } of given) {
    text += `\n${inText}`;
    html += `<p>${inText.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</p>`;
  }
  return { text, html };
}

/** @param {Turn} turn */
function references(turn) {
  let lines = "";
  for (const citation of turn.citations) {
    const line = `${reference(turn.host, citation)}. ${linkTo(citation)}`;
    if (!lines.includes(line)) lines += (lines && "\n") + line;
  }
  return lines;
}
