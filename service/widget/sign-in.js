// Signing in: an address, and the code that is mailed to it.

/** @import {Account} from "./account.js" */
import { labelsOf } from "./later.js";
import { Problem } from "./service.js";
import { Session } from "./session.js";
import { button, make, typed } from "./view.js";
import { fill } from "./words.js";

const LABELS = {
  email: "Your e-mail address",
  sendCode: "Send me a code",
  code: "The code that was mailed to {email}",
  goOn: "Continue",
  otherAddress: "Another address",
  cancel: "Cancel",
};

/** What is to happen once somebody has signed in. @typedef {"ask" | "buy" | "manage"} Intent */

export class SignIn {
  /**
   * @param {Account} account
   * @param {HTMLElement} place where its forms stand, one at a time
   * @param {(intent: Intent) => Promise<void>} done goes on with what was wanted
   * @param {() => void} canceled
   */
  constructor(account, place, done, canceled) {
    this.account = account;
    this.place = place;
    this.done = done;
    this.canceled = canceled;
    this.labels = labelsOf(account.host, LABELS);
  }

  /** @param {Intent} intent */
  askAddress(intent) {
    const field = make("input", { id: "email", type: "email", autocomplete: "email", required: "", dir: "ltr" });
    this.#ask(field, this.labels.email, this.labels.sendCode, (email) => this.askCode(email, intent));
  }

  /**
   * Has a code mailed, and asks for it. Throws a Problem where none is mailed.
   * @param {string} email
   * @param {Intent} intent
   */
  async askCode(email, intent) {
    const { session } = this.account;
    if (!(session instanceof Session)) return;
    const { hidden, firstChild } = this.place;
    await session.begin(email);
    if (this.place.hidden !== hidden || this.place.firstChild !== firstChild || this.account.isOld) return; // canceled meanwhile
    const field = make("input", { id: "code", inputmode: "numeric", autocomplete: "one-time-code", maxlength: 7, required: "", dir: "ltr" });
    const other = button(this.labels.otherAddress, () => this.askAddress(intent));
    const entered = async (/** @type {string} */ code) => {
      await session.verify(email, code);
      await this.done(intent);
    };
    this.#ask(field, fill(this.labels.code, { email }), this.labels.goOn, entered, other);
  }

  /**
   * A form in place of what is shown; its field has the focus, since what had it is gone.
   * @param {HTMLInputElement} field
   * @param {string} label
   * @param {string} act
   * @param {(value: string) => Promise<void>} entered
   * @param {...HTMLElement} more
   */
  #ask(field, label, act, entered, ...more) {
    const { host } = this.account;
    const fault = make("p", { class: "notice", role: "alert", id: "fault" });
    const send = make("button", { class: "primary" }, act);
    field.setAttribute("aria-describedby", "fault");
    const form = make("form", {}, make("label", { for: field.id }, label), field, send, ...more, button(this.labels.cancel, this.canceled), fault);
    form.onkeydown = typed;
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
    this.place.replaceChildren(form);
    this.place.hidden = false;
    host.panel.empty.hidden = true; // so that it stands where the listener looks
    host.panel.say("");
    host.setState("signing-in");
    field.focus();
  }
}
