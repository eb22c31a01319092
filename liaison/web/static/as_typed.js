// Lets the server see what is being typed where it looks for duplicates. Streamlit sends a text
// once its field is left or Enter is pressed, which is too late to be told of a duplicate.
(() => {
  "use strict";
  const WATCHED = ["name", "uscc", "contact_phone"].map((key) => `.st-key-new-${key}`).join(", ");
  const PAUSE_MS = 600;
  let waiting;

  document.addEventListener("input", (event) => {
    const field = event.target;
    // Half of a Chinese word is no text yet.
    if (event.isComposing || !field.closest?.(WATCHED)) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
    }, PAUSE_MS);
  });
  // Some browsers tell of the last change while the word is still being composed.
  document.addEventListener("compositionend", (event) => {
    event.target.dispatchEvent(new Event("input", { bubbles: true }));
  });
})();
