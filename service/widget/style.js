// How the widget looks. A constructed sheet needs no style-src in the page's policy.

/** @param {string} text */
export const sheetOf = (text) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  return sheet;
};

// Some pages make a rem ten pixels: hence the max().
export const STYLE = sheetOf(`
:host(:not([hidden])) { display: block }
[hidden] { display: none !important }
:host([theme=light]) { color-scheme: light }
:host([theme=dark]) { color-scheme: dark }
.panel {
  all: initial;
  --accent: var(--ask-accent, light-dark(#1f5f5b, #7fcac3));
  --on-accent: var(--ask-on-accent, light-dark(#fff, #0d2523));
  --bg: var(--ask-bg, Canvas);
  --fg: var(--ask-fg, CanvasText);
  --line: var(--ask-border, color-mix(in srgb, var(--fg) 18%, var(--bg)));
  --quiet: color-mix(in srgb, var(--fg) 72%, var(--bg));
  --radius: var(--ask-radius, 12px);
  color-scheme: inherit;
  display: block;
  padding: 1.15em;
  border: 1px solid var(--line);
  border-radius: var(--radius);
  background: var(--bg);
  color: var(--fg);
  font-family: var(--ask-font, inherit);
  font-size: max(16px, 1rem);
  line-height: 1.55;
  overflow-wrap: anywhere;
}
* { box-sizing: border-box; margin: 0; font: inherit; color: inherit }
h2 { font-size: 1.12em; font-weight: 650 }
h3 { font-weight: 650; margin-bottom: .5em }
.quiet, .status { color: var(--quiet); font-size: .875em }
a { color: var(--accent) }
.log { max-height: var(--ask-max-height); overflow: auto }
.turn { padding-top: 1.1em }
.turn + .turn { margin-top: 1.1em; border-top: 1px solid var(--line) }
.claim { margin-bottom: .8em }
.claim > p { display: inline; margin-inline-end: .4em }
.row { display: flex; flex-wrap: wrap; gap: .45em }
.row, .status, .notice { &:not(:empty) { margin-top: .8em } }
.notice:not(:empty) { padding-inline-start: .8em; border-inline-start: 3px solid }
:host([data-state=error]) .notice { color: var(--ask-error, light-dark(#9b2c1f, #ff9d8f)) }
form { display: flex; flex-wrap: wrap; align-items: end; gap: .5em; margin-top: 1em }
textarea, input {
  flex: 1 9em; min-height: 2.8em; max-height: 9em; padding: .6em .8em; resize: none; field-sizing: content;
  border: 1px solid var(--quiet); border-radius: calc(var(--radius)*.66); background: none;
}
::placeholder { color: var(--quiet) }
button {
  min-height: 2.1em; padding: .2em .9em; cursor: pointer; text-align: start; font-size: .9em;
  border: 1px solid var(--line); border-radius: 1.2em; background: none;
}
button:hover { border-color: var(--accent) }
:disabled { opacity: .65; cursor: default }
.chip { color: var(--accent); border-color: currentcolor; font-size: .84em; margin-inline-end: .3em }
.chip::before { content: "▶︎ " / ""; font-size: .7em }
.untimed::before { content: "“" / "" }
.primary, .chip:hover, [aria-expanded=true] { background: var(--accent); border-color: var(--accent); color: var(--on-accent) }
.primary { min-height: 3.1em; padding: 0 1.3em; border-radius: calc(var(--radius)*.66); font-size: 1em; font-weight: 650 }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
`);
