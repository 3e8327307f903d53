// The plain page: choose an episode, ask it, read the claims as they come, play the moment.

const $ = (id) => document.getElementById(id);

const STARTERS = ["What is this episode about?", "What do they disagree about?", "What is still unknown?"];

let asking = null;

/** Fetches JSON; throws the sentence of a problem body where there is one. */
async function get(path) {
  const response = await fetch(path, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(await sentence(response));
  return response.json();
}

/** The sentence that says what went wrong. */
async function sentence(response) {
  try {
    return (await response.json()).detail;
  } catch {
    return `The service answered with ${response.status}. Try again in a moment.`;
  }
}

/** The events of a stream, in order: {type, data}. */
async function* eventsOf(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    text += value;
    let end;
    while ((end = text.indexOf("\n\n")) >= 0) {
      yield parsed(text.slice(0, end));
      text = text.slice(end + 2);
    }
  }
}

function parsed(block) {
  const fields = Object.fromEntries(
    block.split("\n").map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)]),
  );
  return { type: fields.event, data: JSON.parse(fields.data) };
}

/** 3:05, or 1:02:03. */
function clock(seconds) {
  const whole = Math.floor(seconds);
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const shown = parts[0] ? parts : parts.slice(1);
  return shown.map((part, i) => (i ? String(part).padStart(2, "0") : String(part))).join(":");
}

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

/** A button that plays a citation's moment and shows its words in their surroundings. */
function chipOf(citation) {
  const speaker = citation.speaker ?? "A speaker";
  const timed = citation.start !== null;
  const chip = element("button", {
    type: "button",
    className: timed ? "chip" : "chip untimed",
    textContent: timed ? `${speaker}, ${clock(citation.start)}` : speaker,
  });
  chip.setAttribute("aria-label", timed ? `Play from ${clock(citation.start)}, ${speaker}` : `Show the words of ${speaker}`);
  chip.setAttribute("aria-expanded", "false");
  const moment = element(
    "blockquote",
    { className: "moment", dir: "auto", hidden: true },
    citation.before,
    element("mark", { textContent: citation.quote }),
    citation.after,
  );
  chip.addEventListener("click", () => {
    moment.hidden = false;
    chip.setAttribute("aria-expanded", "true");
    if (timed) play(citation.start);
  });
  return [chip, moment];
}

function play(second) {
  const player = $("player");
  if (!player.src) return;
  player.currentTime = second;
  player.play().catch(() => {}); // a browser may want a click in the player first
}

function showClaim(claim) {
  const block = element("div", { className: "claim" }, element("p", { dir: "auto", textContent: claim.text }));
  for (const citation of claim.citations) block.append(...chipOf(citation));
  $("claims").append(block);
}

const NOTICES = {
  model_unavailable: "The language model could not be reached.",
  cost_ceiling: "Today’s budget for the language model is used up.",
  cut_short: "The language model broke off; more may have been said.",
  unverified: "What the language model wrote was not said in the episode.",
};

const SOURCES = {
  model: "Written by a language model, each sentence checked against the episode’s words.",
  extractive: "The episode’s own words.",
};

function showEnd(end) {
  const outcomes = {
    not_in_episode: () => "This episode does not say.",
    partly_answered: () => `Not in this episode: ${end.missing}`,
    needs_clarification: () => "Which of these is meant?",
    small_talk: () => end.reply,
  };
  $("outcome").textContent = outcomes[end.outcome]?.() ?? "";
  $("readings").replaceChildren(...end.readings.map(questionButton));
  if (end.nearest) {
    $("claims").append(
      element("div", { className: "claim nearest" }, element("p", { className: "quiet", textContent: "The nearest moment:" }), ...chipOf(end.nearest)),
    );
  }
  const source = $("claims").children.length ? SOURCES[end.answered_by] : "";
  $("source").textContent = [NOTICES[end.notice], end.outcome === "not_in_episode" ? "" : source].filter(Boolean).join(" ");
}

/** A button that asks a question. */
function questionButton(question) {
  const button = element("button", { type: "button", textContent: question });
  button.addEventListener("click", () => {
    $("question").value = question;
    ask(question);
  });
  return button;
}

const HANDLERS = {
  "answer.status": ({ phase }) => ($("status").textContent = phase === "searching" ? "Searching the episode…" : "Answering…"),
  claim: showClaim,
  "answer.done": showEnd,
  "answer.failed": ({ problem }) => ($("error").textContent = problem.detail),
};

async function ask(question) {
  asking?.abort();
  const mine = (asking = new AbortController());
  begin(question);
  try {
    const response = await fetch(`/v1/episodes/${encodeURIComponent($("episode").value)}/answers`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "text/event-stream" },
      body: JSON.stringify({ question }),
      signal: mine.signal,
    });
    if (!response.ok) throw new Error(await sentence(response));
    for await (const { type, data } of eventsOf(response)) HANDLERS[type]?.(data);
  } catch (error) {
    if (mine.signal.aborted) return;
    $("error").textContent = error instanceof TypeError ? "The service cannot be reached. Your question is kept; try again." : error.message;
  } finally {
    if (asking === mine) finish();
  }
}

function begin(question) {
  $("answer").hidden = false;
  $("answer").dataset.state = "answering";
  $("asked").textContent = question;
  for (const id of ["outcome", "source", "error"]) $(id).textContent = "";
  $("claims").replaceChildren();
  $("readings").replaceChildren();
  $("send").disabled = true;
}

function finish() {
  $("answer").dataset.state = "done";
  $("status").textContent = "";
  $("send").disabled = false;
}

async function showEpisode() {
  asking?.abort();
  $("answer").hidden = true;
  $("error").textContent = "";
  $("status").textContent = "";
  $("send").disabled = false;
  const chosen = $("episode").value;
  const episode = await get(`/v1/episodes/${encodeURIComponent(chosen)}`);
  if ($("episode").value !== chosen) return; // another one was chosen meanwhile
  $("about").textContent = [episode.description, episode.speakers.join(", ")].filter(Boolean).join(" — ");
  $("answer").lang = episode.language;
  $("player").hidden = !episode.audio_url;
  if (episode.audio_url) $("player").src = episode.audio_url;
  else $("player").removeAttribute("src");
}

function showStarters() {
  $("starters").append(...STARTERS.map(questionButton));
}

async function start() {
  const { items } = await get("/v1/episodes?limit=500");
  for (const { id, title, show } of items) {
    $("episode").append(element("option", { value: id, textContent: show ? `${title} · ${show}` : title }));
  }
  if (!items.length) {
    $("error").textContent = "No episodes yet. Run “ask-episode index” on a transcript, then reload this page.";
    $("send").disabled = true;
    return;
  }
  showStarters();
  await showEpisode();
}

$("episode").addEventListener("change", () => showEpisode().catch((error) => ($("error").textContent = error.message)));
$("form").addEventListener("submit", (event) => {
  event.preventDefault();
  ask($("question").value);
});
start().catch((error) => ($("error").textContent = error.message));
