// References are copied: in italics where they are pasted into a document, else as text.

/** @param {Element} cite what holds the references, each with a button */
export function citing(cite) {
  const status = /** @type {Element} */ (cite.querySelector("#copied"));
  for (const button of cite.querySelectorAll("button")) {
    const reference = /** @type {HTMLElement} */ (button.parentElement?.querySelector("p"));
    button.hidden = false;
    button.addEventListener("click", async () => {
      status.textContent = (await copied(reference)) ? "Copied." : "It is selected: copy it by hand.";
    });
  }
}

/**
 * Whether a browser lets us copy; where it does not, the reference is selected.
 * @param {HTMLElement} reference
 */
async function copied(reference) {
  const kinds = { "text/html": reference.dataset.html ?? "", "text/plain": reference.innerText };
  try {
    await navigator.clipboard.write([new ClipboardItem(kinds)]);
    return true;
  } catch {
    getSelection()?.selectAllChildren(reference);
    return false;
  }
}
