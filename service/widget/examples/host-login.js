// The page takes part: it says who asks, sells, and plays.

/** @type {any} */
const widget = document.querySelector("ask-episode");
const player = /** @type {HTMLAudioElement} */ (document.querySelector("#own-player"));

// Asked before each request. Your own service signs the token; null while nobody is signed in.
widget.token = async () => {
  const response = await fetch("/session/token", { headers: { Accept: "text/plain" } });
  return response.ok ? response.text() : null;
};

// Instead of the widget's own way to a subscription.
widget.addEventListener("ask-upgrade", (/** @type {CustomEvent} */ event) => {
  event.preventDefault();
  const page = event.detail.action === "manage" ? "/account" : "/subscribe";
  location.assign(`${page}?back=${encodeURIComponent(location.href)}`);
});

// Instead of the widget's own way to play a moment.
widget.addEventListener("ask-seek", (/** @type {CustomEvent} */ event) => {
  event.preventDefault();
  player.currentTime = event.detail.start;
  void player.play();
});

export {};
