// Premium: what it costs, how a listener stands, and what can be done about that.
//
// account.js says how one stands; paywall.js leads from a question to a subscription and back.

import { keepPending, pendingPurchase } from "./pending.js";
import { Problem } from "./service.js";
import { Session } from "./session.js";
import { adopt, labelsOf } from "./later.js";
import { sheetOf } from "./style.js";
import { Turn, button, make } from "./view.js";
import { fill } from "./words.js";

const LABELS = {
  price: "{plan} · {amount}/{interval}, cancel anytime",
  day: "day",
  week: "week",
  month: "month",
  year: "year",
  upgrade: "Upgrade to chat",
  signIn: "Sign in",
  signOut: "Sign out",
  manage: "Manage or cancel",
  mend: "Update your payment",
  renewAgain: "Keep it",
  granted: "{plan}, until {day}",
  active: "{plan}, renews on {day}",
  trialing: "{plan}, trial until {day}",
  canceling: "{plan} is canceled. You have access until {day}",
  past_due: "Your last payment failed. You have access until {day}",
  left: "{left} of {limit} questions left",
  example: "An example of an answer:",
};

const SHEET = sheetOf(`
[part=account] { display: flex; flex-wrap: wrap; align-items: baseline; gap: .1em .9em; color: var(--quiet); font-size: .875em }
[part=account] p { flex: 1 1 auto }
[part=account] button { border: 0; padding: .2em 0; color: var(--accent); text-decoration: underline; text-underline-offset: .2em }
[part=account] .primary { min-height: 2.2em; padding: .2em 1em; margin-block: .3em; color: var(--on-accent); text-decoration: none }
:host([data-account=past-due]) [part=account] p { color: var(--fg); font-weight: 650 }
:host([data-state=paywall]) .offer, :host([data-state=signing-in]) .offer { display: none }
.example { margin-top: .8em }
.example .turn { padding-top: .2em }
`);

/** What somebody may do about how they stand. @type {Record<string, "upgrade" | "manage" | "mend" | "renewAgain">} */
const ACTIONS = {
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

const ANYWHERE_ON_THE_PAGE = "ask-episode-account";

/**
 * Opens the account of whoever listens: their session, how they stand, what is offered.
 * @param {Host} host
 * @param {Plan} plan
 * @param {Host["panel"]} panel the one that it is opened for: the widget may be drawn anew meanwhile
 */
export async function open(host, plan, panel) {
  if (host.panel !== panel) return;
  const account = (host.account = new Account(host, plan));
  await account.arrive();
}

export class Account {
  /** @type {Me | null} */
  me = null;
  /** @type {import("./paywall.js").Paywall | null} */
  #paywall = null;
  /** Whether the service has said how the listener stands. */
  #isKnown = false;

  /**
   * @param {Host} host
   * @param {Plan} plan
   */
  constructor(host, plan) {
    this.host = host;
    this.plan = plan;
    this.labels = labelsOf(host, LABELS);
    adopt(host, SHEET);
    host.service.credentials ??= new Session(host.service.base);
    this.session = host.service.credentials;
    addEventListener(ANYWHERE_ON_THE_PAGE, this);
    addEventListener("pageshow", this);
    addEventListener("storage", this); // signed in or out in another tab
  }

  /** Something changed at another widget of the page, or while the page was kept aside. @param {Event} event */
  handleEvent(event) {
    if (this.#isOld || !this.host.isConnected) {
      removeEventListener(ANYWHERE_ON_THE_PAGE, this);
      removeEventListener("pageshow", this);
      removeEventListener("storage", this);
    } else if (event instanceof StorageEvent) {
      // A token that is replaced by the next one changes nothing.
      const isChange = event.oldValue === null || event.newValue === null;
      if (this.session instanceof Session && event.key === this.session.key && isChange) this.#lookAgain();
    } else if (event.type !== "pageshow") this.#lookAgain();
    else if (/** @type {PageTransitionEvent} */ (event).persisted) {
      this.#paywall?.cameBackInstead();
      this.#lookAgain();
    }
  }

  /** Finds out who listens now; what somebody else asked before is not theirs to see. */
  async #lookAgain() {
    const before = this.me?.account?.id;
    if (this.session instanceof Session) await this.session.renew(); // its token may be somebody else's
    await this.refresh();
    if (before && this.me?.account?.id !== before) this.host.clear();
  }

  /** Finds out how the listener stands; goes on with what was begun before Stripe's page. */
  async arrive() {
    const isBack = pendingPurchase() !== null || location.search.includes("checkout=cs_");
    const paywall = isBack ? await this.paywall() : null;
    await paywall?.comeBack();
    await this.refresh();
    if (this.#isOld) return;
    paywall?.goOn();
    if (!this.isSignedIn) await this.#showExample();
  }

  /** What leads to a subscription and back, loaded once somebody wants that. */
  async paywall() {
    const { Paywall } = await import("./paywall.js");
    return (this.#paywall ??= new Paywall(this));
  }

  /** A question is asked: none waits any more. */
  asked() {
    this.close();
    if (pendingPurchase()?.episode === this.host.episode?.id) keepPending(null);
  }

  /** Hides what is offered. */
  close() {
    this.#paywall?.close();
  }

  /** The plan in words, with its price as people write it. */
  get price() {
    const { amount, currency, interval, name } = this.plan;
    const money = new Intl.NumberFormat(this.host.language, { style: "currency", currency });
    return fill(this.labels.price, { plan: name, amount: money.format(Number(amount)), interval: this.labels[interval] });
  }

  /** Whether the next question would be let in, as far as is known here. */
  get mayAsk() {
    const { me } = this;
    return me !== null && me.account !== null && (me.quota === null ? me.entitlement.is_premium : me.quota.left > 0);
  }

  /** Whether the widget was drawn anew, with another account. */
  get #isOld() {
    return this.host.account !== this;
  }

  get isSignedIn() {
    return this.me?.account != null;
  }

  /** Asks the service how the listener stands, and shows it. */
  async refresh() {
    try {
      const token = await this.session.token();
      this.me = token ? await this.host.service.json("/v1/me") : null;
      this.#isKnown = true;
    } catch (error) {
      if (!(error instanceof Problem)) throw error; // that the service is away is said when somebody asks
    }
    if (this.#isOld || !this.#isKnown) return;
    this.draw();
    if (this.mayAsk) this.close();
  }

  /** Tells all widgets of the page that something changed. */
  changed() {
    dispatchEvent(new Event(ANYWHERE_ON_THE_PAGE));
  }

  /**
   * Shows how many questions are left after an answer.
   * @param {number | null | undefined} left
   */
  counted(left) {
    if (!this.#isKnown) this.refresh();
    if (left == null || !this.me?.quota) return;
    this.me.quota.left = left;
    this.draw();
  }

  /** Forgets a session that the service ended. */
  sessionOver() {
    if (this.session instanceof Session) this.session.forget();
    this.me = null;
    this.draw();
  }

  /**
   * Shows why a question was not let in, and what can be done.
   * @param {Partial<ProblemBody>} body
   * @param {string} question
   */
  async refuse(body, question) {
    this.host.setState(body.action === "wait" ? "quota-used-up" : "paywall");
    (await this.paywall()).offer(body.action ?? "subscribe", question);
  }

  draw() {
    const { host, me } = this;
    const standing = me?.account ? me.entitlement.state : "visitor";
    const isNew = host.dataset.account !== standing.replaceAll("_", "-");
    host.dataset.account = standing.replaceAll("_", "-");
    const shown = [make("p", { dir: "auto" }, this.#sentence(standing)), ...this.#actions(standing)];
    host.panel.change(() => host.panel.account.replaceChildren(...shown));
    if (isNew) host.setState(host.state);
  }

  /** @param {string} standing */
  #sentence(standing) {
    const { me, plan } = this;
    if (!me?.account) return this.price;
    const { entitlement, quota } = me;
    const day = entitlement.until ? this.day(entitlement.until) : "";
    const known = /** @type {Record<string, string>} */ (this.labels)[standing];
    let sentence = known ? fill(known, { plan: plan.name, day }) : entitlement.reason ?? this.price;
    if (quota?.limit) sentence += ` · ${fill(this.labels.left, { left: quota.left, limit: quota.limit })}`;
    return sentence;
  }

  /** @param {string} standing */
  #actions(standing) {
    const { labels } = this;
    const action = ACTIONS[standing];
    const act =
      action === "upgrade"
        ? button(labels.upgrade, async () => (await this.paywall()).upgrade(), { class: "primary offer" })
        : action && button(labels[action], async () => (await this.paywall()).manage());
    const session =
      standing === "visitor"
        ? button(labels.signIn, async () => (await this.paywall()).signIn(), { class: "offer" })
        : button(labels.signOut, () => this.#signOut());
    return [act ?? "", this.session.isOwn ? "" : session];
  }

  async #signOut() {
    await this.host.service.json("/v1/sign-out", { body: {} }).catch(() => {}); // gone here in any case
    keepPending(null);
    this.sessionOver();
    this.close();
    this.host.clear();
    this.changed();
  }

  /** @param {string} moment */
  day(moment) {
    return new Intl.DateTimeFormat(this.host.language, { dateStyle: "long" }).format(new Date(moment));
  }

  async #showExample() {
    const { host } = this;
    try {
      const answer = await host.service.json(`/v1/episodes/${host.episode?.id}/example`);
      const { offer } = await import("./tools.js");
      if (this.#isOld) return;
      const turn = new Turn(host, answer.question);
      for (const claim of answer.claims) turn.add(claim);
      offer(turn, answer.answered_by);
      host.panel.empty.prepend(make("div", { class: "example" }, make("p", { class: "quiet" }, this.labels.example), turn.element));
    } catch (error) {
      if (!(error instanceof Problem)) throw error; // an episode without an example
    }
  }
}
