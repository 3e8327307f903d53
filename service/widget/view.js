// What a listener sees: a panel, and a turn for each question.

import { clock, fill } from "./words.js";

/** @type {Made} */
export const make = (name, given = {}, ...children) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(given)) {
    if (typeof value === "function") made.addEventListener(key, /** @type {any} */ (value));
    else if (value != null) made.setAttribute(key, `${value}`);
  }
  made.append(...children);
  return made;
};

/** @type {MadeButton} */
export const button = (text, act, given) => make("button", { part: "button", type: "button", click: act, ...given }, text);

/** A page with keys of its own cannot see that these are typed. @param {KeyboardEvent} event */
export const typed = (event) => {
  if (!/Tab|Esc/.test(event.key) && !event.ctrlKey && !event.metaKey) event.stopPropagation();
};

export class Panel {
  isBusy = false;
  notice = make("p", { part: "notice", class: "notice", role: "alert", dir: "auto" });
  actions = make("div", { class: "row" });
  account = make("div", { part: "account" });
  status = make("p", { part: "status", class: "status", "aria-hidden": "true" });
  send = make("button", { part: "button", class: "primary" });
  // Filled in turn: one that is filled twice may be read out once.
  #polite = [make("p", { "aria-live": "polite" }), make("p", { "aria-live": "polite" })];

  /** @param {Host} host */
  constructor(host) {
    const { labels } = (this.host = host);
    const heading = make("h2", { part: "heading", id: "heading", dir: "auto" }, host.getAttribute("heading") ?? labels.heading);
    this.log = make("div", { part: "log", class: "log", role: "log", tabindex: -1, "aria-live": "off", "aria-label": labels.log });
    this.starters = make("div", { part: "starters", class: "row", role: "group", "aria-label": labels.starters });
    this.empty = make("div", {}, make("slot", { name: "empty" }), this.starters);
    this.input = make("textarea", { part: "input", id: "input", rows: 1, maxlength: 500, dir: "auto", enterkeyhint: "send", placeholder: labels.placeholder });
    this.form = make("form", { part: "form" }, make("label", { for: "input", class: "unseen" }, labels.input), this.input, this.send);
    this.element = make(
      "section",
      { part: "panel", class: "panel", lang: host.language, "aria-labelledby": "heading" },
      make("header", {}, heading, this.account),
      this.log, this.empty, this.status, this.notice, this.actions, this.form,
      make("slot", { name: "footer" }),
      make("div", { class: "unseen" }, ...this.#polite),
    );
    this.#listen();
    this.busy(false);
  }

  #listen() {
    this.form.onsubmit = (event) => {
      event.preventDefault();
      if (this.isBusy) this.host.stop();
      else this.host.ask(this.input.value);
    };
    // A double click's second would stop what the first one asked.
    this.send.onclick = (event) => event.detail < 2;
    this.input.onkeydown = (event) => {
      // While a character is composed, Enter chooses it.
      if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      if (!this.isBusy) this.form.requestSubmit();
    };
    this.form.onkeydown = typed;
    this.element.onkeydown = (event) => {
      if (event.key === "Escape") this.host.stop();
    };
  }

  /** @param {boolean} busy */
  busy(busy) {
    this.isBusy = busy;
    this.send.textContent = this.host.labels[busy ? "stop" : "ask"];
    this.log.setAttribute("aria-busy", `${busy}`);
    this.status.textContent = "";
  }

  /** @param {string} sentence */
  announce(sentence) {
    this.#polite = [this.#polite[1], this.#polite[0]];
    this.#polite[0].textContent = sentence;
    this.#polite[1].textContent = "";
  }

  /** @param {string} sentence @param {...Node} actions */
  say(sentence, ...actions) {
    this.notice.textContent = sentence;
    this.change(() => this.actions.replaceChildren(...actions));
  }

  /** Changes what is shown; a focus that goes with it comes to the log. @param {() => void} act */
  change(act) {
    const had = this.host.shadowRoot?.activeElement;
    act();
    if (had && !had.checkVisibility()) this.log.focus();
  }

  /** @param {Promise<any>} loading */
  load(loading) {
    return loading.catch(() => {
      this.say(this.host.labels.unreachable);
      return new Promise(() => {});
    });
  }

  /** @param {string} question */
  keep(question) {
    this.input.value ||= question;
  }

  /** @param {Element} group @param {Iterable<string>} questions */
  suggest(group, questions) {
    group.replaceChildren();
    for (const question of questions) {
      if (question) group.append(button(question, () => this.host.ask(question), { part: "starter", dir: "auto" }));
    }
  }
}

export class Turn {
  id = "";
  place = "";
  standalone = "";
  previous = "";
  isStopped = false;
  text = "";
  told = "";
  /** @type {Claim[]} */
  claims = [];
  answer = make("div", { part: "answer" });
  end = make("div");

  /** @param {Host} host @param {string} question @param {string} [key] */
  constructor(host, question, key) {
    this.host = host;
    this.question = question;
    this.key = key;
    const heading = make("h3", { part: "question", dir: "auto" }, question);
    this.element = make("article", { part: "turn", class: "turn" }, heading, this.answer, this.end);
  }

  get citations() {
    const found = [];
    for (const { citations } of this.claims) for (const one of citations) found[found.length] = one;
    return found;
  }

  /** @param {Claim} claim */
  add(claim) {
    this.claims[this.claims.length] = claim; // a page may have changed what its arrays can do
    this.text += (this.text && " ") + claim.text;
    const text = make("p", { dir: "auto", lang: this.host.episode?.language }, claim.text);
    this.answer.append(this.cited(claim.citations, claim, text));
  }

  /** @param {Citation[]} citations @param {Claim | null} claim @param {...(Node | string)} before */
  cited(citations, claim, ...before) {
    const block = make("div", { part: "claim", class: "claim" }, ...before);
    for (const citation of citations) block.append(this.#chip(citation, claim));
    return block;
  }

  /** @param {string} sentence */
  say(sentence) {
    this.told += ` ${sentence}`;
    this.end.append(make("p", { part: "notice", dir: "auto" }, sentence));
  }

  /** @param {Citation} citation @param {Claim | null} claim */
  #chip(citation, claim) {
    const { labels } = this.host;
    const { start } = citation;
    const isTimed = start !== null;
    const speaker = citation.speaker ?? labels.somebody;
    const shown = isTimed ? fill(labels.moment, { speaker, time: clock(start) }) : speaker;
    const chip = button(shown, async () => (await this.host.panel.load(import("./moment.js"))).toggle(this, chip, citation, claim), {
      part: "citation",
      class: isTimed ? "chip" : "chip untimed",
      "aria-expanded": "false",
      dir: "auto",
    });
    chip.append(make("span", { class: "unseen" }, labels[isTimed ? "play" : "show"]));
    return chip;
  }
}
