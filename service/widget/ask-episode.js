// <ask-episode>: asks one podcast episode. See docs/widget.md.

import { Conversation } from "./conversation.js";
import { Problem, Service } from "./service.js";
import { STYLE } from "./style.js";
import { Panel } from "./view.js";
import { ENGLISH } from "./words.js";

const ORIGIN = new URL(import.meta.url).origin;
const EVENTS = ["online", "offline", "hashchange"];

/** @implements {Host} */
export class AskEpisode extends HTMLElement {
  static observedAttributes = ["api", "episode", "guid", "src", "heading", "starters", "lang", "disabled"];

  /** @type {State} */
  state = "idle";
  /** @type {Episode | null} */
  episode = null;
  /** @type {Host["account"]} */
  account = null;
  /** @type {Token} */
  #token = null;
  #labels = {};
  /** @type {any} */
  #kept;
  /** @type {PodloveStore | Element | null} */
  #player = null;
  /** @type {Promise<void> | null} */
  #loading = null;
  panel = new Panel(this);
  conversation = new Conversation(this);
  service = new Service(ORIGIN);

  constructor() {
    super();
    this.attachShadow({ mode: "open" }).adoptedStyleSheets = [STYLE];
  }

  connectedCallback() {
    const self = /** @type {any} */ (this);
    for (const name of ["token", "labels", "player"]) {
      if (!Object.hasOwn(this, name)) continue;
      const value = self[name]; // set before this class was there
      delete self[name];
      self[name] = value;
    }
    for (const type of EVENTS) addEventListener(type, this);
    if (!this.#isDrawn) this.#draw();
    else this.account?.isBack();
  }

  disconnectedCallback() {
    for (const type of EVENTS) removeEventListener(type, this);
    queueMicrotask(() => this.isConnected || this.stop()); // it may only be moved
  }

  get #isDrawn() {
    return this.shadowRoot?.hasChildNodes();
  }

  /** @param {string} _name @param {string | null} before @param {string | null} now */
  attributeChangedCallback(_name, before, now) {
    if (before !== now) this.#redraw();
  }

  /** @param {Event} event */
  handleEvent({ type }) {
    if (type === "hashchange") return this.#goTo(true);
    if (this.panel.isBusy || /disabled|paywall|signing/.test(this.state)) return;
    if (!navigator.onLine) return this.offline();
    if (this.state !== "offline") return;
    this.setState("idle");
    this.panel.say("");
    this.#open();
  }

  get token() {
    return this.#token;
  }
  set token(token) {
    this.#token = token;
    this.#redraw();
  }

  get labels() {
    return { ...ENGLISH, ...this.#labels };
  }
  set labels(labels) {
    this.#labels = labels;
    this.#redraw(this.panel.input.value);
  }

  get player() {
    return this.#player ?? document.querySelector(this.getAttribute("player") || "_");
  }
  set player(player) {
    this.#player = player;
    if (this.episode) this.#goTo();
  }

  get language() {
    return this.lang || "en";
  }

  /** @param {string} question */
  ask(question) {
    return this.conversation.ask(question);
  }

  stop() {
    this.conversation.stop();
  }

  clear() {
    this.stop();
    this.keep(null);
    this.#redraw();
  }

  /** @param {number} second */
  async seek(second) {
    (await import("./player.js")).playFrom(this, second);
  }

  /** @param {State} state */
  setState(state) {
    this.dataset.state = this.state = state;
    this.emit("ask-state", { state, account: this.dataset.account });
  }

  /** @type {Host["emit"]} */
  emit(name, detail, cancelable = false) {
    return this.dispatchEvent(new CustomEvent(name, { detail, cancelable, bubbles: true, composed: true }));
  }

  /** @type {Host["keep"]} */
  keep(asked) {
    this.#kept?.keep(this, asked);
  }

  offline() {
    this.setState("offline");
    this.panel.say(this.labels.offline);
  }

  ready() {
    const loading = (this.#loading ??= this.#load());
    loading.catch(() => this.#loading === loading && (this.#loading = null));
    return loading;
  }

  #redraw(typed = "") {
    if (!this.#isDrawn) return;
    this.#draw();
    this.panel.keep(typed);
  }

  #draw() {
    this.stop();
    this.panel = new Panel(this);
    this.shadowRoot?.replaceChildren(this.panel.element);
    this.conversation = new Conversation(this);
    this.service = new Service(this.getAttribute("api")?.replace(/\/$/, "") ?? ORIGIN);
    this.episode = this.account = this.#loading = null;
    delete this.dataset.account;
    this.setState("idle");
    if (this.hasAttribute("disabled")) this.#close(this.labels.disabled);
    else if (navigator.onLine) this.#open();
    else this.offline();
  }

  async #open() {
    const { panel } = this;
    try {
      await this.ready();
    } catch (error) {
      if (!(error instanceof Problem)) reportError(error);
      else if (error.status === 404 && panel === this.panel) this.#close(error.message);
    }
  }

  /** @param {string} sentence */
  #close(sentence) {
    const { panel } = this;
    panel.input.disabled = panel.send.disabled = panel.empty.hidden = true;
    panel.say(sentence);
    this.setState("disabled");
  }

  async #load() {
    const { panel } = this;
    if (this.#token) this.service.credentials = (await import("./own-login.js")).ownLogin(this.#token);
    const id = this.getAttribute("episode") ?? (await (await import("./finding.js")).find(this));
    const [episode, { items }] = await Promise.all([
      this.service.json(`/v1/episodes/${encodeURIComponent(id)}`),
      this.service.json("/v1/plans"),
    ]);
    if (panel !== this.panel) return; // drawn anew meanwhile
    this.episode = episode;
    panel.suggest(panel.starters, this.getAttribute("starters")?.split("|") ?? episode.questions);
    if (items[0]) await (await import("./account.js")).open(this, items[0], panel);
    if (this.hasAttribute("resume")) await (this.#kept = await import("./kept.js")).takeUp(this, panel);
    this.#goTo();
  }

  async #goTo(isFollowed = false) {
    if (location.hash.startsWith("#t=")) (await import("./player.js")).goTo(this, isFollowed);
  }
}

// A page may load the script twice.
if (!customElements.get("ask-episode")) customElements.define("ask-episode", AskEpisode);
