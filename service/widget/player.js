// What plays an episode, whatever it is: one way to seek, play, pause and follow each of them.

const WITHOUT_END = 8; // seconds of a moment whose end the transcript does not tell
const FASTEST = 4; // times as fast as it was spoken: how players play at most
const SHIFTED = 2; // seconds by which a recording may differ from its transcript

/** @type {WeakMap<object, Player>} */
const known = new WeakMap();
/** Where a widget's page was opened, once its player was put there. @type {WeakMap<Host, string>} */
const arrivedAt = new WeakMap();

/**
 * The player that a page names; null where there is none that is known here.
 * @param {Host} host
 * @returns {Player | null}
 */
export function playerOf(host) {
  const target = named(host);
  if (!target) return null;
  if ("dispatch" in target) return remembered(target, podlove);
  const media = mediaIn(target);
  if (media) return remembered(media, mediaPlayer);
  const frame = target.matches("iframe") ? target : target.querySelector("iframe");
  const address = frame instanceof HTMLIFrameElement && URL.canParse(frame.src) ? new URL(frame.src) : null;
  if (!address || !/^(www\.)?youtube(-nocookie)?\.com$/.test(address.hostname)) return null;
  return remembered(/** @type {HTMLIFrameElement} */ (frame), (it) => youTube(it, address.origin));
}

/** @param {Host} host */
function named(host) {
  try {
    return host.player;
  } catch {
    return null; // the selector is none
  }
}

/**
 * One adapter for what plays, as long as it is that: a page may put another one in its place.
 * @template {object} Playing
 * @param {Playing} playing
 * @param {(playing: Playing) => Player} adapt
 */
function remembered(playing, adapt) {
  const player = known.get(playing) ?? adapt(playing);
  known.set(playing, player);
  return player;
}

/**
 * What plays in an element: itself, media-chrome's slotted media, or the first that lies in it.
 * @param {Element} target
 * @returns {HTMLMediaElement | null}
 */
function mediaIn(target) {
  const found = "play" in target ? target : target.querySelector("[slot=media], audio, video");
  return found && "play" in found ? /** @type {HTMLMediaElement} */ (found) : null;
}

/** @param {HTMLMediaElement} media @returns {Player} */
function mediaPlayer(media) {
  return {
    seek: (second) => {
      media.currentTime = second;
    },
    // A browser may want a click in the player first; it stands where it should by then.
    play: () => void Promise.resolve(media.play()).catch(() => {}),
    pause: () => media.pause(),
    time: () => media.currentTime,
    length: () => (Number.isFinite(media.duration) ? media.duration : null),
    isPaused: () => media.paused,
    watch: (heard, signal) => {
      for (const event of ["timeupdate", "pause", "loadedmetadata"]) media.addEventListener(event, heard, { signal });
    },
  };
}

/** @param {PodloveStore} store @returns {Player} */
function podlove(store) {
  const seconds = (/** @type {"playtime" | "duration"} */ name) => (store.getState().timepiece?.[name] ?? 0) / 1000;
  return {
    seek: (second) => void store.dispatch({ type: "PLAYER_REQUEST_PLAYTIME", payload: second * 1000 }),
    play: () => void store.dispatch({ type: "PLAYER_REQUEST_PLAY" }),
    pause: () => void store.dispatch({ type: "PLAYER_REQUEST_PAUSE" }),
    time: () => seconds("playtime"),
    length: () => seconds("duration") || null,
    isPaused: () => !store.getState().driver?.playing,
    watch: (heard, signal) => signal.addEventListener("abort", store.subscribe(heard)),
  };
}

/**
 * YouTube's embed, over the messages that its IFrame API sends (`enablejsapi=1` in its address).
 * @param {HTMLIFrameElement} frame
 * @param {string} origin
 * @returns {Player}
 */
function youTube(frame, origin) {
  /** @type {{currentTime?: number, duration?: number, playerState?: number}} */
  let told = {};
  const heardBy = new Set();
  const post = (/** @type {object} */ message) => frame.contentWindow?.postMessage(JSON.stringify(message), origin);
  /** @type {Set<object> | null} */
  let waiting = new Set(); // what is wanted of a frame that has not answered yet
  const command = (/** @type {string} */ func, /** @type {unknown[]} */ ...args) => {
    const message = { event: "command", func, args };
    if (waiting) waiting.add(message);
    else post(message);
  };
  const listen = () => post({ event: "listening", id: 1, channel: "widget" });
  addEventListener("message", (event) => {
    if (event.source !== frame.contentWindow || event.origin !== origin) return;
    told = { ...told, ...infoOf(event.data) };
    for (const message of waiting ?? []) post(message);
    waiting = null;
    for (const heard of heardBy) heard();
  });
  frame.addEventListener("load", listen);
  if (!frame.contentDocument) listen(); // else it is still the empty document of our own origin
  return {
    seek: (second) => {
      told.currentTime = second;
      command("seekTo", second, true);
    },
    cue: (second) => {
      command("seekTo", second, true);
      if (![1, 2, 3].includes(told.playerState ?? 5)) command("pauseVideo"); // else it would begin to play
    },
    play: () => command("playVideo"),
    pause: () => command("pauseVideo"),
    time: () => told.currentTime ?? 0,
    length: () => told.duration || null,
    isPaused: () => told.playerState !== 1,
    watch: (heard, signal) => {
      heardBy.add(heard);
      signal.addEventListener("abort", () => heardBy.delete(heard));
    },
  };
}

/** @param {unknown} data */
function infoOf(data) {
  try {
    const { info } = JSON.parse(String(data));
    return typeof info === "object" ? info : {};
  } catch {
    return {}; // somebody else's message
  }
}

/**
 * Plays from a second on, unless the page does so itself.
 * @param {Host} host
 * @param {number} start
 * @param {Citation | null} [citation]
 * @returns {boolean} false where there is nothing to play with
 */
export function playFrom(host, start, citation = null) {
  if (!host.emit("ask-seek", { start, end: citation?.end ?? null, citation }, true)) return true;
  const player = playerOf(host);
  player?.seek(start);
  player?.play();
  return player !== null;
}

/**
 * Goes to the second that the page's address names, as the links that are copied here do.
 * @param {Host} host
 * @param {boolean} isFollowed whether a link was followed just now: else nobody is taken away from
 *     where they are
 */
export function goTo(host, isFollowed) {
  const named = /^#t=(\d+(?:\.\d+)?)/.exec(location.hash);
  const player = playerOf(host);
  // On a page of several episodes it could be any one's.
  const isOne = document.getElementsByTagName("ask-episode").length === 1;
  if (!named || !isOne || !player) return;
  const second = Number(named[1]);
  if (isFollowed) {
    // A page may write where it plays into its own address.
    if (Math.abs(player.time() - second) > 1) player.seek(second);
  } else if (arrivedAt.get(host) !== named[0] && player.time() === 0) (player.cue ?? player.seek)(second);
  arrivedAt.set(host, named[0]);
}

/**
 * Plays moments one after another, then pauses. Ends early where the listener pauses, moves on in
 * the recording by themselves, or the signal is aborted.
 * @param {Player} player
 * @param {{start: number, end: number | null}[]} moments
 * @param {AbortSignal} signal
 * @param {(position: number) => void} begun
 */
export async function playMoments(player, moments, signal, begun) {
  let position = 0;
  for (const { start, end } of moments) {
    begun(position++);
    if (signal.aborted) return;
    player.seek(start);
    player.play();
    if (!(await isHeard(player, start, end ?? start + WITHOUT_END, signal))) return;
  }
  player.pause();
}

/**
 * Resolves when a moment was heard to its end: true; or false when it was left before.
 * @param {Player} player
 * @param {number} start
 * @param {number} end
 * @param {AbortSignal} signal
 * @returns {Promise<boolean>}
 */
function isHeard(player, start, end, signal) {
  const watching = new AbortController();
  return new Promise((resolve) => {
    let wasThere = false;
    let looked = performance.now();
    const settle = (/** @type {boolean} */ heard) => {
      watching.abort();
      resolve(heard);
    };
    signal.addEventListener("abort", () => settle(false), { signal: watching.signal });
    player.watch(() => {
      const now = player.time();
      const passed = (performance.now() - looked) / 1000;
      looked = performance.now();
      // Until the player is there it may tell of where it was; later, a busy page is told late.
      const isThere = now >= start - 1 && now < end + 1 + (wasThere ? FASTEST * passed : 0);
      if (isThere && now >= end) settle(true);
      else if (wasThere && (!isThere || player.isPaused())) settle(false);
      wasThere ||= isThere && !player.isPaused();
    }, watching.signal);
  });
}

/**
 * Whether times may be shifted: a recording with other adverts than the one that was transcribed.
 * @param {Host} host
 * @returns {boolean} false also where either length is unknown
 */
export function isShifted(host) {
  const length = playerOf(host)?.length();
  const expected = host.episode?.duration;
  return length != null && expected != null && Math.abs(length - expected) > SHIFTED;
}
