// Sharing an answer: a public page, whose link is copied, until the listener takes it back.

/** @import {Turn} from "./view.js" */
import { Problem } from "./service.js";
import { copied, isDone } from "./copying.js";
import { labelsOf } from "./later.js";
import { make } from "./view.js";

const LABELS = {
  share: "Share",
  stopSharing: "Stop sharing",
  sharedPage: "Shared page",
  shared: "Copied. Whoever has the link can read this question and its answer.",
  notShared: "It is no longer shared: the link leads nowhere now.",
  sharingFailed: "That did not work. Try again in a moment.",
};

/**
 * The button that shares an answer and then takes that back, with a link to the page beside it.
 * @param {Turn} turn
 */
export function shareButton(turn) {
  const { host } = turn;
  const labels = labelsOf(host, LABELS);
  const link = make("a", { part: "button", target: "_blank", rel: "noopener" }, labels.sharedPage);
  let isBusy = false;
  const press = async (/** @type {MouseEvent} */ { detail }) => {
    // A double click's second would take back what the first one shared.
    if (isBusy || detail > 1) return;
    isBusy = true;
    host.panel.say("");
    await (link.isConnected ? takeBack() : share());
    isBusy = false;
  };
  const shared = make("button", { part: "button", type: "button", click: press }, labels.share);

  async function share() {
    const given = await sent(turn, "POST");
    if (!given) return;
    link.href = given.url;
    shared.after(link);
    shared.textContent = labels.stopSharing;
    await copied(host, given.url, labels.shared);
  }

  async function takeBack() {
    if (!(await sent(turn, "DELETE"))) return;
    link.remove();
    shared.textContent = labels.share;
    isDone(host, labels.notShared);
  }

  return shared;
}

/**
 * What the service answers; null where it does not do it, which the listener is told.
 * @param {Turn} turn
 * @param {"POST" | "DELETE"} method
 * @returns {Promise<{url: string} | null>}
 */
async function sent({ host, id }, method) {
  try {
    return (await host.service.json(`/v1/answers/${id}/share`, { method })) || { url: "" };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    host.panel.say(error.body.detail ?? labelsOf(host, LABELS).sharingFailed);
    return null;
  }
}
