// Episodes that speak of the same, fetched when a reader asks for them: each with a moment of both.

/** @typedef {{ quote: string, speaker: string | null, start: number | null }} Moment */
/** @typedef {{ label: string, here: Moment | null, there: Moment | null }} Topic of what is private there is no moment */
/** @typedef {{ episode: { id: string, title: string, show: string | null, date: string | null }, topics: Topic[] }} Related */

/** @param {Element} place what is opened */
export async function related(place) {
  const status = /** @type {Element} */ (place.querySelector("[role=status]"));
  status.textContent = "Comparing…";
  try {
    const answer = await fetch(`/v1/episodes/${place.getAttribute("data-episode")}/related`);
    if (!answer.ok) throw new Error(answer.statusText);
    const { items } = /** @type {{ items: Related[] }} */ (await answer.json());
    status.textContent = items.length ? "" : "No other episode here speaks of the same.";
    if (items.length) place.append(element("ul", { class: "related" }, ...items.map(shown)));
  } catch {
    status.textContent = "The episodes could not be compared. Reload the page to try again.";
  }
}

/** @param {Related} item */
function shown({ episode, topics }) {
  const address = `/episodes/${episode.id}`;
  const title = element("a", { href: address, dir: "auto" }, episode.title);
  const rest = [episode.show, episode.date].filter(Boolean).join(" · ");
  const list = topics.map((topic) => element("li", {}, element("b", { dir: "auto" }, topic.label),
    ...said("Here", "", topic.here), ...said("There", address, topic.there)));
  return element("li", {}, title, element("span", { class: "quiet" }, ` ${rest}`), element("ul", {}, ...list));
}

/**
 * A moment: where it is, a link to it, and its words.
 * @param {string} where
 * @param {string} address of the page that plays it
 * @param {Moment | null} moment
 */
function said(where, address, moment) {
  if (!moment) return [];
  const { quote, speaker, start } = moment;
  const clock = start === null ? where : `${where}, ${clockOf(start)}`;
  /** @type {Record<string, string>} */
  const attributes = {};
  if (address || start !== null) attributes.href = start === null ? address : `${address}#t=${start}`;
  if (!address && start !== null) attributes["data-t"] = String(start);
  const link = element("a", attributes, clock);
  const words = speaker ? `${speaker}: “${quote}”` : `“${quote}”`;
  return [element("p", {}, link, " ", element("bdi", {}, words))];
}

/** @param {number} seconds */
function clockOf(seconds) {
  const whole = Math.floor(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const last = String(rest).padStart(2, "0");
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${last}` : `${minutes}:${last}`;
}

/**
 * @param {string} name
 * @param {Record<string, string>} attributes
 * @param {(Node | string)[]} inside
 */
function element(name, attributes, ...inside) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...inside);
  return made;
}
