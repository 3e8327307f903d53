// The question that waits in this tab while its listener is at Stripe's page.

const KEY = "ask-episode pending";

/** @typedef {{question: string, episode: string, base: string, page: string}} Pending */

/** @returns {Pending | null} */
export function pendingPurchase() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
    // What leads on to a page has to be one of this site.
    return new URL(kept.page).origin === location.origin ? kept : null;
  } catch {
    return null; // a browser that keeps nothing, or what somebody else kept
  }
}

/**
 * Keeps what waits; forgets it where that is nothing.
 * @param {Pending | null} pending
 */
export function keepPending(pending) {
  try {
    if (pending) sessionStorage.setItem(KEY, JSON.stringify(pending));
    else sessionStorage.removeItem(KEY);
  } catch {
    // A browser that keeps nothing: the question has to be typed again.
  }
}
