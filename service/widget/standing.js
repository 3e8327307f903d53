// How a listener stands, in a sentence, and what they may do about it.

/** @import {Account} from "./account.js" */
import { localeOf } from "./later.js";
import { fill } from "./words.js";

export const LABELS = {
  price: "{plan} · {amount}/{interval}, cancel anytime",
  day: "day",
  week: "week",
  month: "month",
  year: "year",
  granted: "{plan}, until {day}",
  active: "{plan}, renews on {day}",
  trialing: "{plan}, trial until {day}",
  canceling: "{plan} is canceled. You have access until {day}",
  past_due: "Your last payment failed. You have access until {day}",
  left: "{left} of {limit} questions left",
};

/** What somebody may do, by how they stand. @type {Record<string, "upgrade" | "manage" | "mend" | "renewAgain">} */
export const ACTIONS = {
  visitor: "upgrade",
  none: "upgrade",
  canceled: "upgrade",
  other_price: "upgrade",
  active: "manage",
  trialing: "manage",
  lapsed: "manage",
  unpaid: "manage",
  paused: "manage",
  incomplete: "manage",
  stale: "manage",
  refunded: "manage",
  past_due: "mend",
  canceling: "renewAgain",
};

/** The plan, with its price as people write it. @param {Account} account */
export function priceOf({ host, plan, labels }) {
  const { amount, currency, interval, name } = plan;
  const money = new Intl.NumberFormat(localeOf(host), { style: "currency", currency });
  return fill(labels.price, { plan: name, amount: money.format(Number(amount)), interval: labels[interval] });
}

/**
 * How somebody stands.
 * @param {Account} account
 * @param {string} standing
 */
export function sentenceOf(account, standing) {
  const { host, me, plan, labels } = account;
  if (!me?.account) return priceOf(account);
  const { entitlement, quota } = me;
  const dates = new Intl.DateTimeFormat(localeOf(host), { dateStyle: "long" });
  const day = entitlement.until ? dates.format(new Date(entitlement.until)) : "";
  const known = /** @type {Record<string, string>} */ (labels)[standing];
  const sentence = known ? fill(known, { plan: plan.name, day }) : entitlement.reason ?? priceOf(account);
  return quota?.limit ? `${sentence} · ${fill(labels.left, { left: quota.left, limit: quota.limit })}` : sentence;
}
