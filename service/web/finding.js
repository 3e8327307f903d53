// Search without a reload, so that what plays goes on. service/pages/finding.py has the rules.

const TERM = /["“”„«]([^"“”„»]*)["“”»]|(\S+)/gu;
const AROUND = /^[^\p{L}\p{N}]+|[^\p{L}\p{N}\p{M}]+$/gu;
const UNSPACED = ["Han", "Hiragana", "Katakana", "Thai", "Lao", "Khmer", "Myanmar", "Arabic", "Hebrew"];
const WORD_BEGINS = `(?<![[\\p{L}\\p{N}\\p{M}]--[${UNSPACED.map((script) => `\\p{sc=${script}}`).join("")}]])`;
const ACCENT = /[\p{Mn}&&[\p{sc=Inherited}\p{sc=Hebrew}\p{sc=Arabic}]]/gv;
/** @type {Record<string, string>} */
const ALIKE = { "‘": "'", "’": "'", ς: "σ" };

/** Makes the search answer while one types; where a browser cannot mark, it stays a form. */
export function finding() {
  const form = /** @type {HTMLFormElement | null} */ (document.querySelector("#find"));
  if (!form || !("highlights" in CSS)) return;
  const input = /** @type {HTMLInputElement} */ (form.querySelector("input"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    find(input.value);
  });
  input.addEventListener("input", () => find(input.value));
  if (input.value !== input.defaultValue) find(input.value);
}

/** @param {string} typed */
function find(typed) {
  forgetMarks();
  const terms = [...new Set([...typed.matchAll(TERM)].map(trimmed).filter(Boolean))];
  const found = terms.length ? foundIn(document.querySelectorAll("#said p > span"), terms) : [];
  const marked = new Highlight();
  for (const ranges of found) for (const range of ranges) marked.add(range);
  CSS.highlights.set("found", marked);
  const turns = new Set(found.map(([{ startContainer }]) => startContainer.parentElement?.closest(".turn")));
  for (const part of document.querySelectorAll("#said > *")) {
    part.toggleAttribute("hidden", found.length > 0 && !turns.has(/** @type {HTMLElement} */ (part)));
  }
  say(terms, found.length, typed);
  const address = new URL(location.href);
  if (typed) address.searchParams.set("q", typed);
  else address.searchParams.delete("q");
  history.replaceState(null, "", address);
}

/** The marks and the list that came with the page: they are of words no longer looked for. */
function forgetMarks() {
  document.querySelector("#moments")?.remove();
  for (const mark of document.querySelectorAll("#said mark")) {
    const sentence = mark.parentElement;
    mark.replaceWith(...mark.childNodes);
    sentence?.normalize();
  }
}

/**
 * For each sentence that has all terms, where they stand in it.
 * @param {Iterable<Element>} sentences
 * @param {string[]} terms
 */
function foundIn(sentences, terms) {
  const escaped = terms.map((term) => folded(term).replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"));
  const each = escaped.map((term) => new RegExp(WORD_BEGINS + term, "v"));
  const longestFirst = escaped.sort((a, b) => b.length - a.length).join("|");
  const any = new RegExp(`${WORD_BEGINS}(?:${longestFirst})`, "gv");
  return [...sentences].flatMap(({ firstChild }) => {
    const text = /** @type {Text} */ (firstChild);
    const letters = folded(text.data);
    if (!each.every((term) => term.test(letters))) return [];
    const origins = originsOf(text.data);
    return [[...letters.matchAll(any)].map(({ index, 0: { length } }) => {
      const range = new Range();
      range.setStart(text, origins[index]);
      range.setEnd(text, endOf(text.data, origins[index + length - 1]));
      return range;
    })];
  });
}

/**
 * Where the character at a place ends, with the marks that belong to it.
 * @param {string} text
 * @param {number} place
 */
function endOf(text, place) {
  const [whole] = /** @type {RegExpExecArray} */ (/^.\p{M}*/su.exec(text.slice(place)));
  return place + whole.length;
}

/**
 * For each unit of a folded text, the place of the character in the text that it is of.
 * @param {string} text
 */
function originsOf(text) {
  const origins = [];
  let place = 0;
  for (const character of text) {
    for (let unit = folded(character).length; unit; unit--) origins.push(place);
    place += character.length;
  }
  return origins;
}

/**
 * @param {string[]} terms
 * @param {number} found
 * @param {string} typed
 */
function say(terms, found, typed) {
  const quoted = terms.map((term) => `“${term}”`);
  const last = quoted.pop();
  const shown = quoted.length ? `${quoted.join(", ")} and ${last}` : last;
  const count = ["No sentence has", "1 sentence has"][found] ?? `${found} sentences have`;
  const status = document.querySelector("#count");
  if (status) status.textContent = terms.length ? `${count} ${shown}.` : typed.trim() && "Type a word, or “some words in quotation marks”.";
}

/** @param {string[]} match */
function trimmed([, phrase, word]) {
  return (phrase ?? word).trim().replace(/\s+/g, " ").replace(AROUND, "");
}

/**
 * A text without case, accents and curled apostrophes. A syllable of Hangul or kana is one letter:
 * taken apart, half of one would be found.
 * @param {string} text
 */
function folded(text) {
  return text.toLowerCase().replace(/[^\p{ASCII}\p{sc=Hangul}\p{sc=Hiragana}\p{sc=Katakana}]/gv, (letter) => ALIKE[letter] ?? letter.normalize("NFD").replace(ACCENT, ""));
}
