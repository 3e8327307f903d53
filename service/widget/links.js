// Links to moments, and references to them.

import { labelsOf, localeOf } from "./later.js";
import { clock, fill } from "./words.js";

const LABELS = { reference: "{speaker} in “{title}”" };

/**
 * A media fragment: from a second on, to another where it is known.
 * @param {Citation} citation
 */
const fragment = ({ start, end }) => (start === null ? "" : `#t=${Math.floor(start)}${end === null ? "" : `,${Math.ceil(end)}`}`);

/**
 * A link to a moment on the page that the widget lives on.
 * @param {Citation} citation
 */
export function linkTo(citation) {
  const page = new URL(location.href);
  page.hash = "";
  page.searchParams.delete("checkout");
  return page.href + fragment(citation);
}

/**
 * Where a moment plays without a player on the page: its audio, else its page.
 * @param {Host} host
 * @param {Citation} citation
 */
export function audioAt(host, citation) {
  const { audio_url: audio, page_url: page } = host.episode ?? {};
  const address = audio ?? page;
  return address ? new URL(address, host.service.base).href + fragment(citation) : null;
}

/**
 * Who said it, in what, and when: `Ana Sol in “Winter”, Bees, 3 May 2025, 12:34`.
 * @param {Host} host
 * @param {Citation} citation
 */
export function reference(host, citation) {
  const { title = "", show, date } = host.episode ?? {};
  const day = date && new Intl.DateTimeFormat(localeOf(host), { dateStyle: "long", timeZone: "UTC" }).format(new Date(date));
  const { reference: label } = labelsOf(host, LABELS);
  let said = fill(label, { speaker: citation.speaker ?? host.labels.somebody, title });
  for (const part of [show, day, citation.start === null ? "" : clock(citation.start)]) said += part ? `, ${part}` : "";
  return said;
}

/**
 * A moment as it is shown: who, and when.
 * @param {Host} host
 * @param {Citation} citation
 */
export function moment(host, { speaker, start }) {
  const name = speaker ?? host.labels.somebody;
  return start === null ? name : fill(host.labels.moment, { speaker: name, time: clock(start) });
}
