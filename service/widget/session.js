// A listener who signed in here: a short access token in memory, and in the page's own storage the
// refresh token that continues the session, which works from this origin alone.

import { Problem, Service } from "./service.js";

const EARLY = 20_000; // milliseconds before its end that a token is no longer used

/** @type {Map<string, Session>} */
const sessions = new Map();

/** The session of a page with a service: one, however many widgets it has. @param {string} base */
export function sessionOf(base) {
  const session = sessions.get(base) ?? new Session(base);
  sessions.set(base, session);
  return session;
}

/** Which session a token continues. @param {string | null} refreshToken */
const idOf = (refreshToken) => refreshToken?.split("_")[2];

/** @implements {Credentials} */
export class Session {
  isOwn = false;
  #access = "";
  #until = 0;
  /** What is kept where a browser keeps nothing. */
  #inMemory = "";
  /** @type {Promise<string | null> | null} */
  #refreshing = null;

  /** @param {string} base */
  constructor(base) {
    // Of its own: what is sent to sign in proves itself.
    this.service = new Service(base);
    this.key = `ask-episode ${base}`;
  }

  get isOpen() {
    return this.#stored() !== "";
  }

  /** A token that is good for a moment; null where nobody is signed in. */
  async token() {
    if (!this.isOpen) return null;
    if (this.#access && Date.now() < this.#until - EARLY) return this.#access;
    this.#refreshing ??= this.#taken(() => this.#refresh()).finally(() => {
      this.#refreshing = null;
    });
    return this.#refreshing;
  }

  /** Forgets a token that was refused; whether there can be another. */
  async renew() {
    this.#access = "";
    return this.isOpen;
  }

  /** Has a code mailed. @param {string} email */
  async begin(email) {
    await this.service.json("/v1/sign-in", { body: { email } });
  }

  /** Signs in. @param {string} email @param {string} code */
  async verify(email, code) {
    this.#keep(await this.service.json("/v1/sign-in/verify", { body: { email, code } }));
  }

  /**
   * Whether somebody signed in or out in another tab; a token that is replaced by the next one of its
   * session changes nothing.
   * @param {StorageEvent} event
   */
  isChangedBy({ key, oldValue, newValue }) {
    return key === null || (key === this.key && idOf(oldValue) !== idOf(newValue));
  }

  /** Forgets the session here. */
  forget() {
    this.#access = "";
    this.#store("");
  }

  /** @returns {Promise<string | null>} */
  async #refresh() {
    const refreshToken = this.#stored(); // another tab may have had it changed
    if (!refreshToken) return null;
    const body = { refresh_token: refreshToken };
    const pair = await this.service.json("/v1/token/refresh", { body }).catch((error) => {
      if (!(error instanceof Problem) || error.status !== 401) throw error;
    });
    if (this.#stored() !== refreshToken) return this.#refresh(); // somebody has signed in meanwhile
    if (pair) this.#keep(pair);
    else this.forget();
    return this.#access || null;
  }

  /** @param {{access_token: string, refresh_token: string, expires_in: number}} pair */
  #keep(pair) {
    this.#access = pair.access_token;
    this.#until = Date.now() + pair.expires_in * 1000;
    this.#store(pair.refresh_token);
  }

  /**
   * Does something while no other tab does.
   * @template Result
   * @param {() => Promise<Result>} act
   * @returns {Promise<Result>}
   */
  #taken(act) {
    // Absent where a page came over plain HTTP.
    return navigator.locks ? navigator.locks.request(this.key, act) : act();
  }

  #stored() {
    try {
      return localStorage.getItem(this.key) ?? this.#inMemory;
    } catch {
      return this.#inMemory;
    }
  }

  /** @param {string} refreshToken */
  #store(refreshToken) {
    this.#inMemory = "";
    try {
      if (refreshToken) localStorage.setItem(this.key, refreshToken);
      else localStorage.removeItem(this.key);
    } catch {
      this.#inMemory = refreshToken;
    }
  }
}
