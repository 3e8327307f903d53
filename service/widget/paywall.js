// From a question that was not let in to a subscription, and back to the question.
//
//   offer ► e-mail ► code ► Stripe's page ► back here ► asked

/** @import {Account} from "./account.js" */
import { keepPending, pendingPurchase } from "./pending.js";
import { Problem } from "./service.js";
import { Session } from "./session.js";
import { adopt } from "./later.js";
import { sheetOf } from "./style.js";
import { button, make } from "./view.js";
import { fill } from "./words.js";

const LABELS = {
  offered: "{price}. Your question is kept.",
  haveAccount: "I have an account",
  email: "Your e-mail address",
  sendCode: "Send me a code",
  code: "The code that was mailed to {email}",
  goOn: "Continue",
  otherAddress: "Another address",
  cancel: "Cancel",
  toStripe: "Opening Stripe’s page…",
  welcome: "You are subscribed.",
  notYet: "The payment is not through yet. Your question is kept.",
  signInAtSite: "Sign in on this site first, then upgrade here.",
};
const CHECKOUT = /^cs_\w+$/;

/** An address without what names a place in its page. @param {string} address */
const pageOf = (address) => address.replace(/[?&]checkout=\w+|#.*$/g, "");

/** Of several widgets for an episode, the one that goes on with what waited. @type {Element | null} */
let taker = null;
const SHEET = sheetOf(`
[part=paywall] { margin-top: 1em; padding: 1em 1.1em; border: 1px solid var(--line); border-radius: calc(var(--radius)*.66) }
[part=paywall] .row { align-items: center }
[part=paywall] form { margin: 0 }
[part=paywall] label { flex: 1 0 100%; font-size: .9em; font-weight: 650 }
`);

/** What is to happen once somebody has signed in. @typedef {"ask" | "buy" | "manage"} Intent */

export class Paywall {
  element = make("div", { part: "paywall", hidden: "" });
  /** The question that is asked once it may be. */
  question = "";
  /** Whether it could be found out who listens. */
  #isReached = false;
  #isLeaving = false;
  /** Whether somebody came back from having paid. */
  #hasPaid = false;

  /** @param {Account} account */
  constructor(account) {
    this.account = account;
    this.labels = { ...LABELS, ...account.labels };
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
    const { price, isSignedIn, session } = this.account;
    this.question = question;
    this.element.hidden = action === "wait" || action === "contact"; // nothing to be done here
    if (this.element.hidden) return;
    if (action === "manage") return this.#show("", button(this.account.labels.manage, () => this.manage(), { class: "primary" }));
    const upgrade = button(this.account.labels.upgrade, () => this.upgrade(), { class: "primary" });
    const signIn = isSignedIn || session.isOwn ? "" : button(labels.haveAccount, () => this.signIn());
    this.#show(fill(labels.offered, { price }), upgrade, signIn);
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
    const isElsewhere = pending !== null && pending.page !== pageOf(location.href);
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
    const pending = pendingPurchase();
    if (!pending || !this.#isOurs(pending)) return;
    keepPending(null);
    this.#host.panel.say("");
    this.#host.panel.keep(pending.question);
  }

  /** Asks the question that waited, where it may be asked now; puts it back otherwise. */
  goOn() {
    const { question } = this;
    const { panel } = this.#host;
    if (!this.#host.isConnected) return;
    // Of a service that is away nothing is known: it is tried again when the page is opened again.
    if (this.#isReached && question) keepPending(null);
    this.question = "";
    if (this.#hasPaid && this.account.me) panel.say(this.account.mayAsk ? this.labels.welcome : this.labels.notYet);
    if (!question) return;
    panel.keep(question);
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

  /**
   * A form in place of what is shown; its field has the focus, since what had it is gone.
   * @param {HTMLInputElement} field
   * @param {string} label
   * @param {string} act
   * @param {(value: string) => Promise<void>} entered
   * @param {...HTMLElement} more
   */
  #askFor(field, label, act, entered, ...more) {
    const fault = make("p", { class: "notice", role: "alert", id: "fault" });
    const send = make("button", { class: "primary" }, act);
    field.setAttribute("aria-describedby", "fault");
    const form = make("form", {}, make("label", { for: field.id }, label), field, send, ...more, button(this.labels.cancel, () => this.#cancel()), fault);
    form.onsubmit = async (event) => {
      event.preventDefault();
      send.disabled = true;
      fault.textContent = "";
      try {
        await entered(field.value.trim());
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        fault.textContent = error.body.detail ?? this.labels.unreachable;
        field.focus();
      }
      send.disabled = false;
    };
    this.element.replaceChildren(form);
    this.#open();
    this.#host.panel.say("");
    this.#host.setState("signing-in");
    field.focus();
  }

  #cancel() {
    this.close();
    this.#host.panel.keep(this.question);
    this.#host.panel.input.focus();
  }

  /** @param {Intent} intent */
  #askAddress(intent) {
    this.question = this.#host.panel.input.value.trim() || this.question;
    const field = make("input", { id: "email", type: "email", autocomplete: "email", required: "", dir: "ltr" });
    this.#askFor(field, this.labels.email, this.labels.sendCode, (email) => this.#askCode(email, intent));
  }

  /**
   * @param {string} email
   * @param {Intent} intent
   */
  async #askCode(email, intent) {
    const { session } = this.account;
    if (!(session instanceof Session)) return;
    await session.begin(email);
    const field = make("input", { id: "code", inputmode: "numeric", autocomplete: "one-time-code", maxlength: 7, required: "", dir: "ltr" });
    const other = button(this.labels.otherAddress, () => this.#askAddress(intent));
    const entered = async (/** @type {string} */ code) => {
      await session.verify(email, code);
      await this.#signedIn(intent);
    };
    this.#askFor(field, fill(this.labels.code, { email }), this.labels.goOn, entered, other);
  }

  /** @param {Intent} intent */
  async #signedIn(intent) {
    await this.account.refresh();
    if (intent === "manage") return this.#leaveFor("/v1/portal");
    if (intent === "buy" && !this.account.mayAsk) return this.#buy();
    this.close();
    this.#host.panel.input.focus();
    this.account.changed();
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
      keepPending({ question: this.question, episode: episode?.id ?? "", base: service.base, page: pageOf(here.href) });
      location.assign(url);
    } catch (error) {
      this.#isLeaving = false;
      if (!(error instanceof Problem)) throw error;
      panel.say(error.body.detail ?? this.labels.unreachable);
      // A fresh code is wanted of whoever changes what they pay.
      if (error.status === 403 && !this.account.session.isOwn) await this.#proveAgain(path);
    }
  }

  /** @param {string} path */
  async #proveAgain(path) {
    const email = this.account.me?.account?.email;
    if (!email) return;
    try {
      await this.#askCode(email, path === "/v1/portal" ? "manage" : "buy");
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.#host.panel.say(error.body.detail ?? this.labels.unreachable);
    }
  }
}
