// Questions, and their answers as they come.

import { Problem, eventsOf } from "./service.js";
import { Turn, button } from "./view.js";

export class Conversation {
  /** @type {Turn | null} */
  #asking = null;
  last = "";

  /** @param {Host} host */
  constructor(host) {
    this.host = host;
  }

  /** @param {string} text @param {string} [key] */
  async ask(text, key = `${Math.random()}`) {
    const { host } = this;
    const question = text.trim();
    if (!question || this.#asking || host.state === "disabled") return;
    if (!host.emit("ask-question", { question }, true)) return;
    if (host.conversation !== this) return host.panel.keep(question);
    await this.run(this.begin(question, key), (turn) => host.ready().then(() => this.send(turn)));
  }

  /** @param {Turn} turn @param {(turn: Turn) => Promise<Ending>} follow */
  async run(turn, follow) {
    try {
      await this.#done(turn, await follow(turn).catch(async (problem) => {
        if (!turn.id) throw problem;
        return (await patiently(() => import("./resuming.js"))).resume(this, turn, problem);
      }));
    } catch (error) {
      if (turn.isStopped) return;
      this.#end();
      if (!(error instanceof Problem)) reportError(error);
      await this.#fail(error instanceof Problem ? error : new Problem({ type: "broken" }), turn);
    }
  }

  stop() {
    const { host } = this;
    const turn = this.#asking;
    if (!turn) return;
    turn.isStopped = true;
    this.#end();
    this.#cancel(turn);
    host.setState("stopped");
    this.#leave(turn);
    host.panel.say(host.labels.stopped);
  }

  /** @param {string} question @param {string} [key] */
  add(question, key) {
    const { panel } = this.host;
    const turn = new Turn(this.host, question, key);
    panel.log.append(turn.element);
    panel.change(() => (panel.empty.hidden = true));
    return turn;
  }

  /** @param {Turn} turn @param {Ending} ending */
  async close(turn, ending) {
    const { host } = this;
    if (ending.outcome !== "answered" || ending.notice) (await import("./endings.js")).tell(turn, ending);
    if (turn.isStopped) return;
    host.setState(/** @type {State} */ (ending.outcome.replaceAll("_", "-")));
    // The answer is there: a service that restarts just now is no fault.
    patiently(() => import("./tools.js")).then(({ offer }) => offer(turn, ending), () => {});
  }

  /** @param {string} question @param {string} [key] */
  begin(question, key) {
    const { host } = this;
    const { panel } = host;
    host.account?.asked();
    const turn = (this.#asking = this.add(question, key));
    turn.previous = this.last;
    panel.say("");
    if (panel.input.value.trim() === question) panel.input.value = "";
    panel.busy(true);
    this.#show("searching");
    panel.announce(host.labels.searching);
    return turn;
  }

  /** @param {Turn} turn */
  async send(turn) {
    const { host } = this;
    const { question, key, previous } = turn;
    if (turn.isStopped) throw new Problem({});
    host.keep(turn);
    return this.read(turn, await host.service.send(`/v1/episodes/${host.episode?.id}/answers`, { body: { question, previous_answer_id: previous || null }, stream: true, key }));
  }

  /** @param {Turn} turn @param {Response} response @returns {Promise<Ending>} */
  async read(turn, response) {
    for await (const { type, data, id } of eventsOf(response)) {
      turn.place = id;
      const isNew = type === "answer.created";
      if (isNew) Object.assign(turn, data);
      if (turn.isStopped) throw this.#cancel(turn);
      if (isNew) this.host.keep(turn);
      if (type === "answer.status") this.#show(data.phase);
      if (type === "claim") turn.add(data);
      if (type === "answer.failed") throw new Problem(data.problem);
      if (type === "answer.done") return data;
      if (type === "answer.canceled") throw this.stop(); // in another tab
    }
    throw new Problem({ type: "broken" });
  }

  /** @param {Turn} turn */
  #cancel({ id }) {
    if (id) this.host.service.send(`/v1/answers/${id}/cancel`, { method: "POST" }).catch(() => {});
  }

  /** @param {"searching" | "answering"} phase */
  #show(phase) {
    this.host.panel.status.textContent = this.host.labels[phase];
    if (this.host.state !== phase) this.host.setState(phase);
  }

  #end() {
    this.#asking = null;
    this.host.panel.busy(false);
    this.host.panel.announce("");
  }

  /** @param {Turn} turn @param {Ending} ending */
  async #done(turn, ending) {
    const { host } = this;
    await this.close(turn, ending);
    if (turn.isStopped) return;
    this.#end();
    host.panel.announce(turn.text + turn.told);
    host.account?.counted(ending.quota);
    const { id, question, text, citations } = turn;
    host.keep({ id, question });
    this.last = id;
    host.emit("ask-answer", { id, text, citations, abstained: ending.outcome === "not_in_episode" });
  }

  /** @param {Turn} turn */
  #leave(turn) {
    const { panel } = this.host;
    if (turn.text) turn.say(this.host.labels.incomplete);
    else turn.element.remove();
    panel.empty.hidden = panel.log.hasChildNodes();
    panel.keep(turn.question);
    this.host.keep({ question: turn.question });
  }

  /** @param {Problem} problem @param {Turn} turn */
  async #fail(problem, turn) {
    const { host } = this;
    const { labels } = host;
    const { status, body } = problem;
    this.#leave(turn);
    host.emit("ask-error", { problem: body });
    if (!status && !body.type && !navigator.onLine) return host.offline();
    host.setState("error");
    const retry = button(labels.retry, () => this.ask(turn.question, turn.key));
    if (status > 400 && status < 500) return (await host.panel.load(import("./refusals.js"))).tell(host, problem, turn.question, retry);
    host.panel.say(body.detail ?? labels[body.type === "broken" ? "broken" : "unreachable"], retry);
  }
}

/** @template T @param {() => Promise<T>} load @returns {Promise<T>} */
const patiently = (load, tries = 30) => load().catch(() => {
  if (!tries) throw new Problem({ type: "broken" });
  return new Promise((go) => setTimeout(go, 1000)).then(() => patiently(load, tries - 1));
});
