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
 * The language in which dates and prices are written: that of the labels, if it is one at all. Some
 * sites write `de_DE`.
 * @param {Host} host
 */
export function localeOf(host) {
  try {
    return `${new Intl.Locale(host.language.replace("_", "-"))}`;
  } catch {
    return "en";
  }
}

/**
 * A module's own labels, and the widget's, as far as a page has not replaced them.
 * @template Own
 * @param {Host} host
 * @param {Own} own
 * @returns {Own & typeof host.labels}
 */
export const labelsOf = (host, own) => ({ ...own, ...host.labels });
