// Episodes that speak of the same, each topic with a moment of this one and of the other.

/** @import {Turn} from "./view.js" */
import { adopt, labelsOf } from "./later.js";
import { audioAt } from "./links.js";
import { sheetOf } from "./style.js";
import { button, make } from "./view.js";
import { clock, fill } from "./words.js";

/** @typedef {{id: string, title: string, show: string | null, page_url: string | null}} Other */
/** @typedef {{label: string, here: Citation | null, there: Citation | null}} Topic of what is private there is no moment */

const LABELS = {
  related: "Related episodes",
  relatedNone: "No other episode here speaks of the same.",
  relatedFailed: "The episodes could not be compared. Try again in a moment.",
  relatedHere: "Here, {time}",
  relatedThere: "There, {time}",
  relatedHereUntimed: "Here",
  relatedThereUntimed: "There",
};

const SHEET = sheetOf(`
.related, .related ul { margin: .4em 0 0; padding: 0; list-style: none }
.related > li { margin-top: .8em }
.related li li { margin-top: .3em }
`);

/**
 * The button that shows related episodes under an answer.
 * @param {Turn} turn
 */
export function relatedButton(turn) {
  const { host } = turn;
  const labels = labelsOf(host, LABELS);
  adopt(host, SHEET);
  /** @type {HTMLElement | null} */
  let list = null;
  const open = button(labels.related, async () => {
    if (list) list.hidden = !list.hidden;
    else list = await listOf(turn, labels);
    if (list && !list.isConnected) open.parentElement?.after(list);
    open.setAttribute("aria-expanded", String(!!list && !list.hidden));
  }, { "aria-expanded": "false" });
  return open;
}

/**
 * @param {Turn} turn
 * @param {typeof LABELS} labels
 */
async function listOf({ host }, labels) {
  host.panel.say("");
  const path = `/v1/episodes/${encodeURIComponent(host.episode?.id ?? "")}/related`;
  const told = await host.service.json(path).catch(() => null);
  if (!told?.items.length) {
    host.panel.say(told ? labels.relatedNone : labels.relatedFailed);
    return null;
  }
  const list = make("ul", { part: "related", class: "related", "aria-label": labels.related });
  for (const item of told.items) list.append(shown(host, labels, item));
  return list;
}

/**
 * @param {Host} host
 * @param {typeof LABELS} labels
 * @param {{episode: Other, topics: Topic[]}} item
 */
function shown(host, labels, { episode, topics }) {
  const page = episode.page_url ?? `${host.service.base}/episodes/${episode.id}`;
  const list = make("ul", {});
  for (const { label, here, there } of topics) {
    const item = make("li", {}, make("b", { dir: "auto" }, label));
    if (here) item.append(" ", labelled(labels.relatedHere, labels.relatedHereUntimed, here, audioAt(host, here)));
    if (there) {
      const link = labelled(labels.relatedThere, labels.relatedThereUntimed, there, page + hash(there));
      item.append(" ", link, " ", make("q", { dir: "auto" }, there.quote));
    }
    list.append(item);
  }
  const title = make("a", { href: page, dir: "auto" }, episode.title);
  return make("li", {}, title, make("span", { class: "quiet" }, episode.show ? ` ${episode.show}` : ""), list);
}

/** @param {Citation} moment */
const hash = ({ start }) => (start === null ? "" : `#t=${Math.floor(start)}`);

/**
 * A link to a moment, or its words alone where it cannot be played.
 * @param {string} timed
 * @param {string} untimed
 * @param {Citation} moment
 * @param {string | null} href
 */
function labelled(timed, untimed, { start }, href) {
  const text = start === null ? untimed : fill(timed, { time: clock(start) });
  return href ? make("a", { href }, text) : make("span", {}, text);
}
