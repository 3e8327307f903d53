// What the modules share that are loaded later.

/**
 * Adds a sheet to a widget, once.
 * @param {HTMLElement} host
 * @param {CSSStyleSheet} sheet
 */
export function adopt(host, sheet) {
  const sheets = host.shadowRoot?.adoptedStyleSheets;
  if (!sheets) return;
  for (const one of sheets) if (one === sheet) return;
  sheets[sheets.length] = sheet;
}

/**
 * A module's own labels, and the widget's, as far as a page has not replaced them.
 * @template Own
 * @param {Host} host
 * @param {Own} own
 * @returns {Own & typeof host.labels}
 */
export const labelsOf = (host, own) => ({ ...own, ...host.labels });
