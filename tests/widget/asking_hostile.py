"""What a page may do to everything that lives on it."""

RESETS = """<style>
html { font-size: 62.5% !important }
* { all: unset !important; font: 40px/3 fantasy !important; color: red !important;
    letter-spacing: 9px !important; text-transform: uppercase !important; margin: 30px !important }
style, script, head, title, meta { display: none !important }
button, textarea, mark, p { display: none !important; background: red !important }
.row, .chip, .turn, .panel, .moment { float: right !important; position: fixed !important }
</style>"""
"""Styles of a page that spares nothing."""

TAMPERED = """
for (const name of [
  'map', 'filter', 'forEach', 'reduce', 'some', 'every', 'find', 'includes', 'join', 'concat',
  'slice', 'flatMap', 'push', 'indexOf',
]) Array.prototype[name] = () => { throw new Error(`The page broke Array.prototype.${name}.`); };
Array.prototype.toJSON = () => 'The page broke JSON.';
Array.prototype.last = function () { return this[this.length - 1]; };
Object.prototype.extended = function () { return this; };
String.prototype.format = function () { return String(this); };
"""
"""A script of the years in which libraries mended the language, and broke it."""

NOTHING_IS_KEPT = """
for (const name of ['localStorage', 'sessionStorage']) {
  Object.defineProperty(window, name, { get() { throw new DOMException('No', 'SecurityError'); } });
}
"""
"""A browser that keeps nothing of a page."""
