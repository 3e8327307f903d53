// Copying a text, and saying so.

import { labelsOf } from "./later.js";
import { button, make } from "./view.js";

const LABELS = { copied: "Copied.", copyByHand: "Copy this text", done: "Done" };

/**
 * Says that something is done: seen and heard, and no alert.
 * @param {Host} host
 * @param {string} sentence
 */
export function isDone(host, sentence) {
  host.panel.status.textContent = sentence;
  host.panel.announce(sentence);
}

/**
 * Copies a text and says so; shows it to be copied by hand where a browser or a page does not let us.
 * @param {Host} host
 * @param {string} text
 * @param {string} [sentence] what is said
 */
export async function copied(host, text, sentence) {
  const labels = labelsOf(host, LABELS);
  try {
    await navigator.clipboard.writeText(text);
    isDone(host, sentence ?? labels.copied);
  } catch {
    const shown = make("textarea", { readonly: "", rows: 3, "aria-label": labels.copyByHand });
    shown.value = text;
    host.panel.say(labels.copyByHand, shown, button(labels.done, () => host.panel.say("")));
    shown.select();
  }
}

/**
 * The same of a text that has italics, once it is there. Browsers let us copy only in the moment of a
 * click, but take what comes later.
 * @param {Host} host
 * @param {Promise<{text: string, html: string}>} coming
 */
export async function copiedWithItalics(host, coming) {
  const text = coming.then((texts) => new Blob([texts.text], { type: "text/plain" }));
  const html = coming.then((texts) => new Blob([texts.html], { type: "text/html" }));
  for (const one of [text, html]) one.catch(() => {}); // told below, whether or not a browser waits for these
  try {
    await navigator.clipboard.write([new ClipboardItem({ "text/plain": text, "text/html": html })]);
    isDone(host, labelsOf(host, LABELS).copied);
  } catch {
    await copied(host, (await coming).text);
  }
}
