// What podlovePlayer() resolves to is the player's store: all that the widget needs.

/** @type {any} */
const { podlovePlayer } = window; // of /podlove/embed.js
/** @type {any} */
const widget = document.querySelector("ask-episode");

const episode = {
  version: 5,
  title: "One Hour, Twice",
  duration: "00:09:05",
  audio: [
    {
      url: "/v1/episodes/one-hour-twice-5f405865/audio",
      size: "1636803",
      title: "MP3",
      mimeType: "audio/mpeg",
    },
  ],
};

widget.player = await podlovePlayer("#player", episode, { version: 5, base: "/podlove/" });

export {};
