// What the widget's modules share: the service's data as they read it, and each other's shapes. Global
// to the type checker, so that modules need not name where their types come from; never loaded.

interface Citation {
  quote: string;
  before: string;
  after: string;
  speaker: string | null;
  start: number | null;
  end: number | null;
  timing: "word" | "cue" | "paragraph" | "none";
}

interface Claim {
  id: string;
  text: string;
  check: "verbatim" | "verified" | "repaired";
  citations: Citation[];
}

type Outcome =
  | "answered"
  | "partly_answered"
  | "not_in_episode"
  | "needs_clarification"
  | "small_talk";

/** All of an answer that is no claim; `quota` is what is left of a month. */
interface Ending {
  outcome: Outcome;
  answered_by: "model" | "extractive";
  nearest: Citation | null;
  missing: string | null;
  readings: string[];
  reply: string | null;
  notice: "model_unavailable" | "cost_ceiling" | "cut_short" | "unverified" | null;
  quota?: number | null;
}

interface Answer extends Ending {
  id: string;
  standalone: string | null;
  question: string;
  claims: Claim[];
}

interface Episode {
  id: string;
  show: string | null;
  title: string;
  date: string | null;
  language: string;
  duration: number | null;
  page_url: string | null;
  audio_url: string | null;
  questions: string[];
}

interface Plan {
  name: string;
  amount: string;
  currency: string;
  interval: "day" | "week" | "month" | "year";
  questions: number;
}

interface Me {
  account: { id: string; email: string | null } | null;
  entitlement: {
    state: string;
    is_premium: boolean;
    until: string | null;
    renews: boolean;
    reason: string | null;
  };
  quota: { limit: number; used: number; left: number; renews_at: string } | null;
}

/** An RFC 9457 body; `action`, `state` and `renews_at` are those of a 402. */
interface ProblemBody {
  type: string;
  status: number;
  detail: string;
  action?: "sign_in" | "subscribe" | "manage" | "wait" | "contact";
  state?: string;
  renews_at?: string | null;
}

type State =
  | "idle"
  | "searching"
  | "answering"
  | "answered"
  | "partly-answered"
  | "not-in-episode"
  | "needs-clarification"
  | "small-talk"
  | "stopped"
  | "error"
  | "rate-limited"
  | "offline"
  | "paywall"
  | "signing-in"
  | "quota-used-up"
  | "disabled";

/** What says who asks: gives the token of a request, and may renew one that was refused. */
interface Credentials {
  /** Whether it is the site's own login, which the widget cannot sign in to. */
  readonly isOwn: boolean;
  token(): Promise<string | null>;
  renew(): Promise<boolean>;
}

/** What plays an episode; times in seconds. */
interface Player {
  seek(second: number): void;
  /** Puts one there that has not begun yet, where seeking alone would begin it. */
  cue?(second: number): void;
  play(): void;
  pause(): void;
  time(): number;
  length(): number | null;
  isPaused(): boolean;
  /** Calls back as the time goes on, until the signal is aborted. */
  watch(heard: () => void, signal: AbortSignal): void;
}

/** A Podlove player's store. */
interface PodloveStore {
  dispatch(action: { type: string; payload?: unknown }): unknown;
  getState(): any;
  subscribe(listener: () => void): () => void;
}

/** A token of a site's own login, or what gives one. */
type Token = string | (() => string | null | Promise<string | null>) | null;

/** What is sent with a request. */
interface Sent {
  body?: unknown;
  method?: string;
  /** Whether events are wanted. */
  stream?: boolean;
  /** By which a request that is sent again is known as the same. */
  key?: string;
  /** The place of the last event that was heard. */
  after?: string;
}

/** What was asked: the id is its answer's, the key there while that is being made. */
interface Asked {
  question: string;
  id?: string;
  key?: string;
  /** The id of the answer before it. */
  previous?: string;
}

/** How an element is made; functions among its attributes listen. */
type Made = <Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  given?: Record<string, unknown>,
  ...children: (Node | string)[]
) => HTMLElementTagNameMap[Name];

/** A button and what it does. */
type MadeButton = (text: string, act: () => unknown, given?: Record<string, unknown>) => HTMLButtonElement;

/** The element, as the modules around it see it. */
interface Host extends HTMLElement {
  readonly service: import("./service.js").Service;
  readonly panel: import("./view.js").Panel;
  readonly labels: import("./words.js").Labels;
  readonly language: string;
  readonly state: State;
  readonly episode: Episode | null;
  readonly player: Element | PodloveStore | null;
  readonly conversation: import("./conversation.js").Conversation;
  account: import("./account.js").Account | null;
  ask(question: string): Promise<void>;
  stop(): void;
  clear(): void;
  ready(): Promise<void>;
  offline(): void;
  keep(asked: Asked | null): void;
  setState(state: State): void;
  emit(name: string, detail: unknown, cancelable?: boolean): boolean;
}
