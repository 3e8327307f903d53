// The service, over HTTP.

// The service shows that it is there every fifteen seconds.
/** @returns {Promise<never>} */
const silence = () => new Promise((_, no) => setTimeout(no, 40_000, new Problem({ type: "broken" })));

/** What went wrong, as the service says it; without a status it said nothing. */
export class Problem extends Error {
  /** @param {Partial<ProblemBody>} body @param {number} [retryAfter] seconds */
  constructor(body, retryAfter = 0) {
    super(body.detail);
    this.body = body;
    this.status = body.status ?? 0;
    this.retryAfter = retryAfter;
  }
}

export class Service {
  /** @type {Credentials | null} */
  credentials = null;

  /** @param {string} base its address */
  constructor(base) {
    this.base = base;
  }

  /**
   * The response to a request: GET, or POST where there is a body. Throws a Problem.
   * @param {string} path @param {Sent} [sent]
   */
  async send(path, sent = {}) {
    let response = await this.#fetch(path, sent);
    if (response.status === 401 && (await this.credentials?.renew())) response = await this.#fetch(path, sent);
    if (response.ok) return response;
    const said = await response.json().catch(() => ({})); // a proxy's own page, perhaps
    throw new Problem({ ...said, status: response.status }, Number(response.headers.get("Retry-After")));
  }

  /** @param {string} path @param {Sent} [sent] @returns {Promise<any>} */
  async json(path, sent) {
    const text = await Promise.race([(await this.send(path, sent)).text(), silence()]);
    return text && JSON.parse(text);
  }

  /** @param {string} path @param {Sent} sent */
  async #fetch(path, { body, stream, key, after, method = body ? "POST" : "GET" }) {
    const token = await this.credentials?.token(); // anew each time: it lasts for minutes
    const headers = new Headers({ Accept: stream ? "text/event-stream" : "application/json" });
    if (token) headers.set("Authorization", `Bearer ${token}`);
    if (body) headers.set("Content-Type", "application/json");
    if (key) headers.set("Idempotency-Key", key);
    if (after) headers.set("Last-Event-ID", after);
    const text = body ? JSON.stringify(body) : null;
    return Promise.race([fetch(this.base + path, { method, headers, body: text, credentials: "omit" }), silence()]).catch(() => {
      throw new Problem({});
    });
  }
}

/**
 * The server-sent events of a response: EventSource can neither post nor prove who asks. Silence
 * is a broken connection, and ends it.
 * @param {Response} response @returns {AsyncGenerator<{type: string, data: any, id: string}>}
 */
export async function* eventsOf(response) {
  const stream = /** @type {ReadableStream} */ (response.body).pipeThrough(new TextDecoderStream());
  const reader = stream.getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await Promise.race([reader.read(), silence()]).catch(() => {
      reader.cancel().catch(() => {});
      throw new Problem({ type: "broken" });
    });
    if (done) return;
    rest += value;
    for (let end; (end = rest.indexOf("\n\n")) >= 0; rest = rest.slice(end + 2)) {
      let type = "";
      let id = "";
      let data = "";
      for (const line of rest.slice(0, end).split("\n")) {
        if (line.startsWith("id:")) id = line.slice(3).trim();
        if (line.startsWith("event:")) type = line.slice(6).trim();
        if (line.startsWith("data:")) data += line.slice(5);
      }
      if (data) yield { type, data: JSON.parse(data), id };
    }
  }
}
