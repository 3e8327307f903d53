// From a question that was not let in to a subscription, and back to the question.
//
//   offer ► e-mail ► code ► Stripe's page ► back here ► asked

/** @import {Account} from "./account.js" */
/** @import {Intent} from "./sign-in.js" */
import { keepPending, pendingPurchase } from "./pending.js";
import { Problem } from "./service.js";
import { SignIn } from "./sign-in.js";
import { adopt } from "./later.js";
import { priceOf } from "./standing.js";
import { sheetOf } from "./style.js";
import { button, make } from "./view.js";
import { fill } from "./words.js";

const LABELS = {
  offered: "{price}. Your question is kept.",
  haveAccount: "I have an account",
  toStripe: "Opening Stripe’s page…",
  welcome: "You are subscribed.",
  notYet: "The payment is not through yet. Your question is kept.",
  signInAtSite: "Sign in on this site first, then upgrade here.",
};
const CHECKOUT = /^cs_\w+$/;
const LONG = 10_000; // milliseconds in which a page is left, unless the listener stays

/** What names a page, to be compared: without a place in it, its query written in one way. @param {string} address */
function pageOf(address) {
  const page = new URL(address);
  page.searchParams.delete("checkout");
  page.search = `${page.searchParams}`;
  page.hash = "";
  return page.href;
}

/** Of several widgets for an episode, the one that goes on with what waited. @type {Element | null} */
let taker = null;
const SHEET = sheetOf(`
[part=paywall] { margin-top: 1em; padding: 1em 1.1em; border: 1px solid var(--line); border-radius: calc(var(--radius)*.66) }
[part=paywall] .row { align-items: center }
[part=paywall] form { margin: 0 }
[part=paywall] label { flex: 1 0 100%; font-size: .9em; font-weight: 650 }
`);

export class Paywall {
  element = make("div", { part: "paywall", hidden: "" });
  /** The question that is asked once it may be. */
  question = "";
  /** Whether it could be found out who listens. */
  #isReached = false;
  #isLeaving = false;
  /** @type {number | undefined} */
  #staying;
  /** @type {SignIn} */
  #signIn;
  /** Whether somebody came back from having paid. */
  #hasPaid = false;

  /** @param {Account} account */
  constructor(account) {
    this.account = account;
    this.labels = { ...LABELS, ...account.labels };
    this.#signIn = new SignIn(account, this.element, (intent) => this.#signedIn(intent), () => this.#cancel());
    adopt(this.#host, SHEET);
    this.#host.panel.form.before(this.element);
  }

  /**
   * Offers what can be done about a refusal.
   * @param {"sign_in" | "subscribe" | "manage" | "wait" | "contact"} action
   * @param {string} question
   */
  offer(action, question) {
    const { labels } = this;
    const { isSignedIn, session } = this.account;
    this.question = question;
    this.element.hidden = action === "wait" || action === "contact"; // nothing to be done here
    if (this.element.hidden) return;
    if (action === "manage") return this.#show("", button(this.account.labels.manage, () => this.manage(), { class: "primary" }));
    const upgrade = button(this.account.labels.upgrade, () => this.upgrade(), { class: "primary" });
    const signIn = isSignedIn || session.isOwn ? "" : button(labels.haveAccount, () => this.signIn());
    this.#show(fill(labels.offered, { price: priceOf(this.account) }), upgrade, signIn);
  }

  /** Hides it. */
  close() {
    this.element.hidden = true;
    this.#host.panel.empty.hidden = this.#host.panel.log.hasChildNodes();
    if (this.#host.state === "signing-in" || this.#host.state === "paywall") this.#host.setState("idle");
  }

  /** Begins to subscribe, unless the page sells it itself. */
  async upgrade() {
    if (!this.#host.emit("ask-upgrade", { action: "subscribe" }, true)) return;
    if (this.account.isSignedIn) await this.#buy();
    else if (this.account.session.isOwn) this.#host.panel.say(this.labels.signInAtSite);
    else this.#askAddress("buy");
  }

  /** Begins to sign in. */
  signIn() {
    this.#askAddress("ask");
  }

  /** Opens the page on which a subscription is managed or canceled. */
  async manage() {
    if (!this.#host.emit("ask-upgrade", { action: "manage" }, true)) return;
    await this.#leaveFor("/v1/portal");
  }

  /** Takes up what was begun before Stripe's page: the payment, where there was one. */
  async comeBack() {
    const page = new URL(location.href);
    const session = page.searchParams.get("checkout") ?? "";
    const pending = pendingPurchase();
    const isElsewhere = pending !== null && pageOf(pending.page) !== pageOf(location.href);
    const isTaken = taker?.isConnected && taker !== this.#host;
    if (isTaken || (pending && !isElsewhere && !this.#isOurs(pending))) return;
    taker = this.#host;
    this.question = (!isElsewhere && pending?.question) || "";
    const token = await this.account.session.token().catch(() => undefined);
    this.#isReached = token !== undefined;
    if (!CHECKOUT.test(session) || !token) return;
    try {
      const { status } = await this.#host.service.json("/v1/checkout/return", { body: { session_id: session } });
      this.#hasPaid = status === "complete";
    } catch (error) {
      if (!(error instanceof Problem)) throw error; // how one stands is found out next
    }
    page.searchParams.delete("checkout");
    history.replaceState(history.state, "", page);
    // A checkout that was begun on another page leads back to that one: on to where the question waits.
    if (isElsewhere) location.assign(pending.page);
  }

  /** Somebody went back from Stripe's page, to this one as it was kept: nothing waits any more. */
  cameBackInstead() {
    this.#isLeaving = false;
    clearTimeout(this.#staying);
    const pending = pendingPurchase();
    if (!pending || !this.#isOurs(pending)) return;
    this.close(); // its code was used
    keepPending(null);
    this.#host.panel.say("");
    this.#host.panel.keep(pending.question);
  }

  /** Asks the question that waited, where it may be asked now; puts it back otherwise. */
  goOn() {
    const { question } = this;
    const { panel } = this.#host;
    if (!this.#host.isConnected) return;
    this.question = "";
    if (this.#hasPaid && this.account.me) panel.say(this.account.mayAsk ? this.labels.welcome : this.labels.notYet);
    if (this.#hasPaid) this.account.changed();
    if (!question) return;
    panel.keep(question);
    // Of a service that is away nothing is known: it is tried again when the page is opened again.
    if (this.#isReached && (this.account.mayAsk || panel.input.value === question)) keepPending(null);
    // Not waited for: a question waits for the very opening that this is a part of.
    if (this.account.mayAsk) void this.#host.ask(question);
  }

  /** @param {import("./pending.js").Pending} pending */
  #isOurs(pending) {
    return pending.episode === this.#host.episode?.id && pending.base === this.#host.service.base;
  }

  get #host() {
    return this.account.host;
  }

  /**
   * @param {string} sentence
   * @param {...(Node | string)} buttons
   */
  #show(sentence, ...buttons) {
    const content = make("slot", { name: "paywall" }, make("p", { dir: "auto" }, sentence));
    this.element.replaceChildren(content, make("div", { class: "row" }, ...buttons));
    this.#open();
  }

  #open() {
    this.element.hidden = false;
    this.#host.panel.empty.hidden = true; // so that it stands where the listener looks
  }

  #cancel() {
    this.close();
    this.#host.panel.keep(this.question);
    this.#host.panel.input.focus();
  }

  /** @param {Intent} intent */
  #askAddress(intent) {
    this.question = this.#host.panel.input.value.trim() || this.question;
    this.#signIn.askAddress(intent);
  }

  /** @param {Intent} intent */
  async #signedIn(intent) {
    await this.account.refresh();
    this.account.changed();
    if (this.account.isOld) return this.#host.panel.keep(this.question); // for somebody else it began anew
    if (intent === "manage") return this.#leaveFor("/v1/portal");
    if (intent === "buy" && !this.account.mayAsk) return this.#buy();
    this.close();
    this.#host.panel.input.focus();
    if (this.question && !this.account.mayAsk) return this.account.refuse({ action: "subscribe" }, this.question);
    const { question } = this;
    this.question = "";
    if (question) await this.#host.ask(question);
  }

  async #buy() {
    this.question = this.#host.panel.input.value.trim() || this.question;
    await this.#leaveFor("/v1/checkout");
  }

  /**
   * Goes to a page of Stripe's, from which the way leads back to this one.
   * @param {"/v1/checkout" | "/v1/portal"} path
   */
  async #leaveFor(path) {
    const { panel, service, episode } = this.#host;
    const here = new URL(location.href);
    here.searchParams.delete("checkout");
    if (this.#isLeaving) return;
    this.#isLeaving = true;
    panel.say(this.labels.toStripe);
    try {
      const { url } = await service.json(path, { body: { return_url: here.href } });
      keepPending({ question: this.question, episode: episode?.id ?? "", base: service.base, page: here.href.replace(/#.*/, "") });
      location.assign(url);
      this.#staying = setTimeout(() => this.#stay(), LONG);
    } catch (error) {
      this.#isLeaving = false;
      if (!(error instanceof Problem)) throw error;
      await this.#notLetGo(error, path === "/v1/portal" ? "manage" : "buy");
    }
  }

  /** The listener did not leave the page. */
  #stay() {
    this.#isLeaving = false;
    const { panel } = this.#host;
    if (panel.notice.textContent === this.labels.toStripe) panel.say("");
  }

  /**
   * Says why somebody was not let go on to Stripe; asks them to sign in where that is all.
   * @param {Problem} problem
   * @param {"buy" | "manage"} intent
   */
  async #notLetGo({ status, body }, intent) {
    const { account, labels } = this;
    const { panel } = this.#host;
    if (account.session.isOwn) return panel.say(status === 401 ? labels.signInAtSite : body.detail ?? labels.unreachable);
    if (status === 401) {
      account.sessionOver();
      return this.#askAddress(intent);
    }
    panel.say(body.detail ?? labels.unreachable);
    // A fresh code is wanted of whoever changes what they pay.
    if (body.type?.endsWith(":code-needed")) await this.#proveAgain(intent);
  }

  /** @param {Intent} intent */
  async #proveAgain(intent) {
    const email = this.account.me?.account?.email;
    try {
      if (email) await this.#signIn.askCode(email, intent);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.#host.panel.say(error.body.detail ?? this.labels.unreachable);
    }
  }
}
