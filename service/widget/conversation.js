// Questions, and their answers as they come.

import { Problem, eventsOf } from "./service.js";
import { Turn, button } from "./view.js";

export class Conversation {
  /** @type {AbortController | null} */
  #asking = null;
  /** @type {Turn | null} */
  #turn = null;

  /** @param {Host} host */
  constructor(host) {
    this.host = host;
  }

  /** @param {string} text */
  async ask(text) {
    const { host } = this;
    const question = text.trim();
    if (!question || this.#asking || host.state === "disabled") return;
    if (!host.emit("ask-question", { question }, true)) return;
    if (host.conversation !== this) return host.panel.keep(question);
    const asking = (this.#asking = new AbortController());
    const turn = this.#begin(question);
    try {
      await host.ready();
      await this.#follow(turn, asking.signal);
    } catch (error) {
      if (asking.signal.aborted) return;
      this.#end();
      if (!(error instanceof Problem)) reportError(error);
      await this.#fail(error instanceof Problem ? error : new Problem({ type: "broken" }), turn);
    }
  }

  /** Stops the answer; the service stops when its reader leaves. */
  stop() {
    const { host } = this;
    const turn = this.#turn;
    if (!this.#asking || !turn) return;
    this.#asking.abort();
    this.#end();
    host.setState("stopped");
    this.#leave(turn);
    host.panel.say(host.labels.stopped);
  }

  /** @param {string} question */
  add(question) {
    const { panel } = this.host;
    const turn = (this.#turn = new Turn(this.host, question));
    panel.log.append(turn.element);
    panel.change(() => (panel.empty.hidden = true));
    return turn;
  }

  /** Shows how an answer ended. @param {Turn} turn @param {Ending} ending @param {AbortSignal} [signal] */
  async close(turn, ending, signal) {
    const { host } = this;
    if (ending.outcome !== "answered" || ending.notice) (await import("./endings.js")).tell(turn, ending);
    if (signal?.aborted) return;
    host.setState(/** @type {State} */ (ending.outcome.replaceAll("_", "-")));
    host.panel.load(import("./tools.js")).then(({ offer }) => offer(turn, ending.answered_by));
  }

  /** @param {string} question */
  #begin(question) {
    const { host } = this;
    const { panel } = host;
    host.account?.asked();
    const turn = this.add(question);
    panel.say("");
    if (panel.input.value.trim() === question) panel.input.value = "";
    panel.busy(true);
    this.#show("searching");
    panel.announce(host.labels.searching);
    return turn;
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

  /** @param {Turn} turn @param {AbortSignal} signal */
  async #follow(turn, signal) {
    signal.throwIfAborted();
    const { host } = this;
    const { question } = turn;
    host.keep({ question, answer: "" });
    const sent = { body: { question }, accept: "text/event-stream", signal };
    const response = await host.service.send(`/v1/episodes/${host.episode?.id}/answers`, sent);
    for await (const { type, data } of eventsOf(response)) {
      if (type === "answer.created") turn.id = data.id;
      if (type === "answer.status") this.#show(data.phase);
      if (type === "claim") turn.add(data);
      if (type === "answer.failed") throw new Problem(data.problem);
      if (type === "answer.done") return this.#done(turn, data, signal);
    }
    throw new Problem({ type: "broken" });
  }

  /** @param {Turn} turn @param {Ending} ending @param {AbortSignal} signal */
  async #done(turn, ending, signal) {
    const { host } = this;
    await this.close(turn, ending, signal);
    if (signal.aborted) return;
    this.#end();
    host.panel.announce(turn.text + turn.told);
    host.keep({ question: turn.question, answer: turn.id });
    host.account?.counted(ending.quota);
    const { id, text, citations } = turn;
    host.emit("ask-answer", { id, text, citations, abstained: ending.outcome === "not_in_episode" });
  }

  /** Leaves what did not come to its end; keeps the question. @param {Turn} turn */
  #leave(turn) {
    const { panel } = this.host;
    if (turn.text) turn.say(this.host.labels.incomplete);
    else turn.element.remove();
    panel.empty.hidden = panel.log.hasChildNodes();
    panel.keep(turn.question);
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
    const retry = button(labels.retry, () => this.ask(turn.question));
    if (status > 400 && status < 500) return (await host.panel.load(import("./refusals.js"))).tell(host, problem, turn.question, retry);
    host.panel.say(body.detail ?? labels[body.type === "broken" ? "broken" : "unreachable"], retry);
  }
}
