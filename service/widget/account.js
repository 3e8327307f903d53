// Premium: what it costs, how a listener stands, and what can be done about that.
//
// standing.js says how one stands; paywall.js leads from a question to a subscription and back.

import { keepPending, pendingPurchase } from "./pending.js";
import { Problem } from "./service.js";
import { Session, sessionOf } from "./session.js";
import { ACTIONS, LABELS as STANDING, sentenceOf } from "./standing.js";
import { adopt, labelsOf } from "./later.js";
import { sheetOf } from "./style.js";
import { Turn, button, make } from "./view.js";

const LABELS = {
  ...STANDING,
  upgrade: "Upgrade to chat",
  signIn: "Sign in",
  signOut: "Sign out",
  manage: "Manage or cancel",
  mend: "Update your payment",
  renewAgain: "Keep it",
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

const ANYWHERE_ON_THE_PAGE = "ask-episode-account";
const EVENTS = [ANYWHERE_ON_THE_PAGE, "pageshow", "storage"];

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
  /** Who was the last to be signed in here. @type {string | undefined} */
  #last;
  /** Whether something may have changed while the widget was in no page. */
  #hasMissed = false;

  /**
   * @param {Host} host
   * @param {Plan} plan
   */
  constructor(host, plan) {
    this.host = host;
    this.plan = plan;
    this.labels = labelsOf(host, LABELS);
    adopt(host, SHEET);
    host.service.credentials ??= sessionOf(host.service.base);
    this.session = host.service.credentials;
    this.#listen();
  }

  #listen() {
    for (const type of EVENTS) addEventListener(type, this);
  }

  /** Something changed at another widget of the page, in another tab, or while the page was kept aside. @param {Event} event */
  handleEvent(event) {
    if (this.isOld || !this.host.isConnected) {
      this.#hasMissed = true;
      for (const type of EVENTS) removeEventListener(type, this);
    } else if (event instanceof StorageEvent) {
      if (this.session instanceof Session && this.session.isChangedBy(event)) this.#lookAgain();
    } else if (event.type !== "pageshow") this.#lookAgain();
    else if (/** @type {PageTransitionEvent} */ (event).persisted) {
      this.#paywall?.cameBackInstead();
      this.#lookAgain();
    }
  }

  /** The widget is in the page again. */
  isBack() {
    if (!this.#hasMissed) return;
    this.#hasMissed = false;
    this.#listen();
    this.#lookAgain();
  }

  /** Finds out who listens now. */
  async #lookAgain() {
    const before = this.me?.account;
    if (this.session instanceof Session) await this.session.renew(); // its token may be somebody else's
    await this.refresh();
    if (before && !this.isOld && !this.me?.account) this.host.clear(); // signed out
  }

  /** Finds out how the listener stands; goes on with what was begun before Stripe's page. */
  async arrive() {
    const isBack = pendingPurchase() !== null || location.search.includes("checkout=cs_");
    const paywall = isBack ? await this.paywall().catch(() => null) : null;
    await paywall?.comeBack();
    await this.refresh();
    if (this.isOld) return;
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
    if (this.#paywall) this.#paywall.question = "";
    if (pendingPurchase()?.episode === this.host.episode?.id) keepPending(null);
  }

  /** Hides what is offered. */
  close() {
    this.#paywall?.close();
  }

  /** Whether the next question would be let in, as far as is known here. */
  get mayAsk() {
    const { me } = this;
    return me !== null && me.account !== null && (me.quota === null ? me.entitlement.is_premium : me.quota.left > 0);
  }

  /** Whether the widget was drawn anew, with another account. */
  get isOld() {
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
    if (this.isOld || !this.#isKnown) return;
    const id = this.me?.account?.id;
    if (id && this.#last && id !== this.#last) return this.host.clear(); // what was asked is not theirs to see
    this.#last = id ?? this.#last;
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
    if (!this.mayAsk) this.refresh(); // it was let in: they stand otherwise than was known here
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
    const paywall = await this.#opened();
    if (this.isOld || this.host.panel.isBusy) return; // something else goes on meanwhile
    this.host.setState(body.action === "wait" ? "quota-used-up" : "paywall");
    paywall.offer(body.action ?? "subscribe", question);
  }

  /** The same for what somebody pressed: if it cannot be had, that is said. @returns {Promise<import("./paywall.js").Paywall>} */
  #opened() {
    return this.host.panel.load(this.paywall());
  }

  draw() {
    const { host, me } = this;
    const standing = me?.account ? me.entitlement.state : "visitor";
    const isNew = host.dataset.account !== standing.replaceAll("_", "-");
    host.dataset.account = standing.replaceAll("_", "-");
    const shown = [make("p", { dir: "auto" }, sentenceOf(this, standing)), ...this.#actions(standing)];
    host.panel.change(() => host.panel.account.replaceChildren(...shown));
    if (isNew) host.setState(host.state);
  }

  /** @param {string} standing */
  #actions(standing) {
    const { labels } = this;
    const action = ACTIONS[standing];
    const act =
      action === "upgrade"
        ? button(labels.upgrade, async () => (await this.#opened()).upgrade(), { class: "primary offer" })
        : action && button(labels[action], async () => (await this.#opened()).manage());
    const session =
      standing === "visitor"
        ? button(labels.signIn, async () => (await this.#opened()).signIn(), { class: "offer" })
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

  async #showExample() {
    const { host } = this;
    try {
      const answer = await host.service.json(`/v1/episodes/${host.episode?.id}/example`);
      const { offer } = await import("./tools.js");
      if (this.isOld) return;
      const turn = new Turn(host, answer.question);
      for (const claim of answer.claims) turn.add(claim);
      offer(turn, answer.answered_by);
      host.panel.empty.prepend(make("div", { class: "example" }, make("p", { class: "quiet" }, this.labels.example), turn.element));
    } catch (error) {
      if (!(error instanceof Problem)) throw error; // an episode without an example
    }
  }
}
