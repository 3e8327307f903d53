// The transcript follows the player: the sentence that is heard is marked, and kept in sight
// until the listener scrolls away.

// A player that is sent to a second may stand a little before it.
export const SLACK = 0.05;

/**
 * Starts to follow a player. `to(second)` shows the words of a second, and follows again.
 * @param {HTMLMediaElement} player
 */
export function following(player) {
  const sentences = [...document.querySelectorAll("#said span[data-t]")];
  const seconds = sentences.map((sentence) => Number(sentence.getAttribute("data-t")));
  const button = document.querySelector("#follow");
  /** @type {Element | undefined} */
  let heard;
  let isFollowing = true;

  /** @param {boolean} follows */
  function setFollowing(follows) {
    isFollowing = follows;
    button?.toggleAttribute("hidden", follows || player.paused || !heard);
  }

  /** @param {number} second */
  function mark(second) {
    const sentence = sentences[seconds.findLastIndex((begins) => begins <= second + SLACK)];
    if (sentence === heard) return;
    heard?.classList.remove("heard");
    sentence?.classList.add("heard");
    heard = sentence;
    if (isFollowing && isRead()) keepInSight();
  }

  /** Whether the listener is at the words: whoever reads an answer is not carried away from it. */
  function isRead() {
    const box = document.querySelector("#said")?.getBoundingClientRect();
    return !!box && box.top < innerHeight * 0.6 && box.bottom > innerHeight * 0.4;
  }

  function keepInSight() {
    if (!heard) return;
    const { top, bottom } = heard.getBoundingClientRect();
    if (top < innerHeight * 0.15 || bottom > innerHeight * 0.8) heard.scrollIntoView({ block: "center" });
  }

  /** @param {Event} event */
  function scrolled(event) {
    const elsewhere = event.target instanceof Element && event.target.closest(".side, input, button, audio");
    const key = event instanceof KeyboardEvent && !/^(Page|Arrow(Up|Down)|Home|End| )/.test(event.key);
    if (!elsewhere && !key && !player.paused) setFollowing(false);
  }

  player.addEventListener("timeupdate", () => mark(player.currentTime));
  for (const type of ["play", "pause"]) player.addEventListener(type, () => setFollowing(isFollowing));
  for (const type of ["wheel", "touchmove", "keydown"]) addEventListener(type, scrolled, { passive: true });
  addEventListener("pointerdown", (event) => {
    // On the scroll bar, which is no element's.
    if (event.clientX >= document.documentElement.clientWidth) scrolled(event);
  });
  button?.addEventListener("click", () => {
    setFollowing(true);
    keepInSight();
  });

  return {
    /** @param {number} second */
    to(second) {
      mark(second);
      setFollowing(true);
      keepInSight();
    },
  };
}
