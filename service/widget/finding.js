// Which episode a page is about, where it knows the guid or the audio rather than the service's id.

import { labelsOf } from "./later.js";
import { Problem } from "./service.js";

const LABELS = { noEpisode: "This page does not say which episode it is about, or the service does not have it." };
const FIELDS = { guid: "guid", src: "audio" };

/**
 * The id of the episode that a page's attributes name.
 * @param {Host} host
 * @returns {Promise<string>}
 */
export async function find(host) {
  for (const [attribute, field] of Object.entries(FIELDS)) {
    const value = host.getAttribute(attribute);
    if (!value) continue;
    const { items } = await host.service.json(`/v1/episodes?limit=1&${field}=${encodeURIComponent(value)}`);
    if (items.length) return items[0].id;
  }
  throw new Problem({ status: 404, detail: labelsOf(host, LABELS).noEpisode });
}
