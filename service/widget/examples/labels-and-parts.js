// Words may be set before the widget is there or after; those that are left out stay English.

import { GERMAN } from "./german.js";

/** @type {any} */
const widget = document.querySelector("ask-episode");
widget.labels = GERMAN;
