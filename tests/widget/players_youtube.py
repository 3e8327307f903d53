"""A stand-in for YouTube's embed, which speaks the messages of its IFrame API."""

import re

from playwright.sync_api import Frame, Page

EMBED = re.compile(r"https://www\.youtube(-nocookie)?\.com/embed/.*")

_HTML = """<!doctype html>
<html lang="en">
<title>A video</title>
<main><h1>A video</h1></main>
<script>
const info = {currentTime: 0, duration: LENGTH, playerState: 5};
let page = null;
window.sought = [];

const tell = (event, info) => page?.source.postMessage(
  JSON.stringify({event, info, id: page.id, channel: 'widget'}), page.origin);
const change = (more) => {
  Object.assign(info, more);
  tell('infoDelivery', more);
};
const become = (playerState) => {
  change({playerState});
  tell('onStateChange', playerState);
};
const seek = (second) => {
  window.sought.push([info.currentTime, second]);
  change({currentTime: second});
};

const commands = {
  seekTo: (second) => {
    seek(second);
    if (info.playerState !== 2) become(1); // as YouTube's does, unless it is paused
  },
  playVideo: () => become(1),
  pauseVideo: () => become(2),
};

window.media = {
  playbackRate: 1,
  get currentTime() { return info.currentTime; },
  set currentTime(second) { seek(second); },
  get paused() { return info.playerState !== 1; },
  get duration() { return info.duration; },
  pause: () => become(2),
};

addEventListener('message', ({data, source, origin}) => {
  const {event, func, args, id} = JSON.parse(data);
  if (event === 'listening') {
    page = {source, origin, id};
    tell('initialDelivery', info);
    tell('onReady', null);
  }
  if (event === 'command') commands[func]?.(...args);
});

setInterval(() => {
  if (info.playerState !== 1) return;
  change({currentTime: info.currentTime + window.media.playbackRate / 10});
}, 100);
</script>
</html>
"""


def serve_youtube(page: Page, length: float) -> None:
    """Lets a page's frames of YouTube hold a video of so many seconds; nothing leaves the machine.

    In its frame, ``media`` is what plays, and ``sought`` are its seeks: from where, to where.
    """
    html = _HTML.replace("LENGTH", str(length))
    page.route(EMBED, lambda route: route.fulfill(body=html, content_type="text/html"))


def video_in(page: Page) -> Frame:
    """The frame of the video."""
    return next(frame for frame in page.frames if EMBED.match(frame.url))
