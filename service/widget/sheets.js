// Styles of what is loaded later.

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
