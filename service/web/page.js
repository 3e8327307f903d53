// What script adds to an episode's page: times that play, chapters and words that follow, references to copy. A shared answer's has times.

import { SLACK, following } from "./following.js";

const player = /** @type {HTMLAudioElement | null} */ (document.querySelector("#player"));

/** The second that an address names by `#t=754` or `#t=754,761`; null where it names none. */
function namedSecond() {
  const named = /^#t=(\d+(?:\.\d+)?)/.exec(location.hash);
  return named ? Number(named[1]) : null;
}

/** Marks the chapter that is playing. */
function markChapter() {
  const now = /** @type {HTMLAudioElement} */ (player).currentTime;
  const links = [...document.querySelectorAll(".chapters a")];
  const playing = links.findLast((link) => Number(link.getAttribute("data-t")) <= now + SLACK);
  for (const link of links) link.removeAttribute("aria-current");
  playing?.setAttribute("aria-current", "true");
}

const search = document.querySelector("#find");
search?.addEventListener("focusin", async () => (await import("./finding.js").catch(() => null))?.finding(), { once: true }); // else it stays a form

const cite = document.querySelector("#cite");
cite?.addEventListener("toggle", async () => (await import("./citing.js").catch(() => null))?.citing(cite), { once: true }); // else references are copied by hand

const related = document.querySelector("#related");
related?.addEventListener("toggle", async () => (await import("./related.js").catch(() => null))?.related(related), { once: true });

const follow = player && following(player);

if (player && follow) {
  player.addEventListener("timeupdate", markChapter);

  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest("a[data-t]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const second = Number(link.getAttribute("data-t"));
    history.replaceState(null, "", `#t=${second}`);
    player.currentTime = second;
    player.play().catch(() => {}); // a browser may want a click in the player first
    follow.to(second);
  });

  const seekNamed = () => {
    const second = namedSecond();
    if (second === null) return;
    player.currentTime = second;
    follow.to(second);
  };
  addEventListener("hashchange", seekNamed);
  seekNamed();
}
