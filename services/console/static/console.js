// What the pages need beyond htmx: a tick while somebody looks, a word where an update failed, and a spoken summary.
"use strict";
(() => {
  const EVERY_MS = 2000;
  const stale = document.getElementById("stale");
  const told = document.getElementById("told");
  const pause = document.getElementById("pause");
  let paused = false;
  let failedAt = null;

  const selecting = () => {
    const selection = document.getSelection();
    return selection && !selection.isCollapsed;
  };
  const tick = () => {
    if (!document.hidden && !paused && !selecting()) document.body.dispatchEvent(new Event("tick"));
  };
  setInterval(tick, EVERY_MS);
  document.addEventListener("visibilitychange", tick);

  const say = (element, text) => {
    if (element.textContent !== text) element.textContent = text;
    element.hidden = text === "" && element === stale;
  };
  const failed = (why) => {
    failedAt = failedAt || new Date();
    say(stale, `No update since ${failedAt.toLocaleTimeString()}: ${why}. Trying again every two seconds.`);
  };
  document.addEventListener("htmx:sendError", () => failed("the console does not answer"));
  document.addEventListener("htmx:timeout", () => failed("the console takes too long"));
  document.addEventListener("htmx:responseError", (event) => failed(`the console answered ${event.detail.xhr.status}`));
  document.addEventListener("htmx:afterSwap", () => {
    failedAt = null;
    say(stale, "");
    const summary = [...document.querySelectorAll("[data-told]")].pop();
    if (summary) say(told, summary.dataset.told);
  });

  if (pause) {
    pause.addEventListener("click", () => {
      paused = !paused;
      pause.setAttribute("aria-pressed", String(paused));
      pause.textContent = paused ? "Go on" : "Pause updates";
      tick();
    });
  }
})();
