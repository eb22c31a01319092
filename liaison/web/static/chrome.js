// Puts Streamlit's own texts (uploader, hints, tooltips) into the language of the page.
// The table of texts stands in the page as JSON; "{size}" in it stands for anything.
(() => {
  "use strict";
  const table = JSON.parse(document.getElementById("chrome-texts").textContent);
  const attributes = ["aria-label", "placeholder", "title"];
  const patterns = Object.keys(table)
    .filter((text) => text.includes("{"))
    .map((text) => ({
      names: [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]),
      matcher: new RegExp(
        "^" +
          text
            .split(/\{\w+\}/)
            .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
            .join("(.+?)") +
          "$",
      ),
      translation: table[text],
    }))
    .sort((one, other) => other.names.length - one.names.length);

  const translated = (text) => {
    const trimmed = text.trim();
    if (!trimmed || trimmed.length > 120) return null;
    if (Object.hasOwn(table, trimmed)) return table[trimmed];
    for (const { names, matcher, translation } of patterns) {
      const match = matcher.exec(trimmed);
      if (match) {
        return names.reduce(
          (sentence, name, index) => sentence.replace(`{${name}}`, match[index + 1]),
          translation,
        );
      }
    }
    return null;
  };

  // What our pages wrote is in the right language already, and may be a name that is in the table.
  const isOurs = (element) =>
    element.closest(
      '[data-testid="stHtml"], [data-testid="stMarkdown"], [data-testid="stHeading"], ' +
        '[data-testid="stMetric"], [data-testid="stTable"], script, style, textarea',
    ) !== null;

  const translateNode = (node) => {
    if (node.nodeType === Node.TEXT_NODE) {
      if (!node.parentElement || isOurs(node.parentElement)) return;
      const text = translated(node.nodeValue);
      if (text !== null && text !== node.nodeValue) node.nodeValue = text;
    } else if (node.nodeType === Node.ELEMENT_NODE) {
      translateAttributes(node);
      for (const child of node.childNodes) translateNode(child);
    }
  };

  const translateAttributes = (element) => {
    for (const name of attributes) {
      const value = element.getAttribute(name);
      const text = value === null ? null : translated(value);
      if (text !== null && text !== value) element.setAttribute(name, text);
    }
  };

  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "attributes") translateAttributes(change.target);
      else if (change.type === "characterData") translateNode(change.target);
      else for (const node of change.addedNodes) translateNode(node);
    }
  }).observe(document.documentElement, {
    attributes: true,
    attributeFilter: attributes,
    characterData: true,
    childList: true,
    subtree: true,
  });
  translateNode(document.body);
})();
