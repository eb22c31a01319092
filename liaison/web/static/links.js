// Links of our own elements change the page as Streamlit's do, without loading it anew.
// Streamlit follows the browser's way back by this event, so it follows a link by it too.
(() => {
  "use strict";
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.in-app");
    const asksForMore = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    if (link === null || event.button !== 0 || asksForMore) return;
    event.preventDefault();
    history.pushState(null, "", link.href);
    dispatchEvent(new PopStateEvent("popstate"));
  });
})();
