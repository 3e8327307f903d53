"""A stand-in for the Podlove player: its store, which keeps and tells what the real one does.

Requests go to what plays, an audio element; what that does comes back as the backend's actions. The
reducers are those of @podlove/player-state 5.4 for ``timepiece`` and ``driver``.
"""

EMBED = """
const whole = (number) => Math.trunc(Number(number)) || 0;

const reducers = {
  timepiece: {
    first: {duration: 0, playtime: 0, livesync: 0},
    PLAYER_BACKEND_DURATION: (state, ms) => ({...state, duration: whole(ms || state.duration)}),
    PLAYER_BACKEND_PLAYTIME: (state, ms) => ({...state, playtime: whole(ms)}),
    PLAYER_REQUEST_PLAYTIME: (state, ms) => ({...state, playtime: whole(ms)}),
  },
  driver: {
    first: {playing: false},
    PLAYER_BACKEND_PLAY: (state) => ({...state, playing: true}),
    PLAYER_BACKEND_PAUSE: (state) => ({...state, playing: false}),
  },
};

const requests = {
  PLAYER_REQUEST_PLAYTIME: (audio, ms) => { audio.currentTime = ms / 1000; },
  PLAYER_REQUEST_PLAY: (audio) => audio.play(),
  PLAYER_REQUEST_PAUSE: (audio) => audio.pause(),
};

function storeOf(audio) {
  const listeners = new Set();
  let state = Object.fromEntries(Object.entries(reducers).map(([name, {first}]) => [name, first]));
  const dispatch = (action) => {
    state = Object.fromEntries(Object.entries(reducers).map(([name, reducer]) =>
      [name, reducer[action.type]?.(state[name], action.payload) ?? state[name]]));
    for (const listener of [...listeners]) listener();
    requests[action.type]?.(audio, action.payload);
    return action;
  };
  const tell = (type, payload) => dispatch({type: `PLAYER_BACKEND_${type}`, payload});
  audio.addEventListener('durationchange', () => tell('DURATION', audio.duration * 1000));
  audio.addEventListener('timeupdate', () => tell('PLAYTIME', audio.currentTime * 1000));
  audio.addEventListener('play', () => tell('PLAY'));
  audio.addEventListener('pause', () => tell('PAUSE'));
  return {
    dispatch,
    getState: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

window.podlovePlayer = (selector, episode) => new Promise((resolve) => {
  const frame = document.createElement('iframe'); // what plays is out of the page's reach
  frame.title = 'Player';
  document.querySelector(selector).append(frame);
  const audio = frame.contentDocument.createElement('audio');
  audio.src = new URL(episode.audio[0].url, location.href);
  frame.contentDocument.body.append(audio);
  window.podloveAudio = audio;
  resolve(storeOf(audio));
});
"""
"""A classic script that makes ``podlovePlayer``; the page's tests hear by ``podloveAudio``."""
