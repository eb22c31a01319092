// Keeps what is typed until the server has said that it is saved, and says so when the
// connection is away. A phone drops the connection, reloads a tab that it had put aside, and the
// server may be another one by then: Streamlit keeps nothing of what was typed through any of it.
//
// Only the fields within a container whose key begins with "draft-" are kept (kept_forms.py), in
// the storage of this tab, apart for each account. Nothing is sent anywhere.
(() => {
  "use strict";
  const words = JSON.parse(document.getElementById("draft-words").textContent);
  const PREFIX = "draft/";
  const KEY = "st-key-draft-";
  const FIELDS =
    "textarea, input:not([type=password], [type=hidden], [type=checkbox], [type=file], [role=combobox])";
  // Streamlit keeps a session for two minutes; on a page that is older than that it knows nothing.
  const SESSION_LASTS_MS = 100_000;
  const SOON_MS = 30_000;
  const SETTLE_MS = 300;
  const STAYS = 10;
  const MOST_TRIES = 60;
  const SHOWN_MS = 12_000;

  const account = () => document.querySelector("[data-account]")?.dataset.account;
  const forms = () => document.querySelectorAll(`[class*="${KEY}"]`);
  const nameOf = (form) =>
    [...form.classList].find((each) => each.startsWith(KEY)).slice(KEY.length);
  const place = (name) => `${PREFIX}${account()}/${name}`;
  const read = (name) => JSON.parse(sessionStorage.getItem(place(name)) ?? "null");
  const controls = (form) => [...form.querySelectorAll(`${FIELDS}, [role=radiogroup]`)];
  const chosen = (group) =>
    [...group.querySelectorAll("[role=radio]")].findIndex((each) => each.ariaChecked === "true");
  const valueOf = (control) => (control.role === "radiogroup" ? chosen(control) : control.value);

  // By its key and not its place: Streamlit fetches what draws a kind of field as the first of it
  // is asked for, so a field may come in after the one below it. Nor by its label, which is another
  // in the other language. The number at the end is the record's version and may have grown.
  const fieldOf = (control) => {
    const keyed = control.closest('[class*="st-key-"]');
    const key = [...(keyed?.classList ?? [])].find((each) => each.startsWith("st-key-")) ?? KEY;
    const isNamed = !key.startsWith(KEY);
    return isNamed ? key.replace(/-\d+$/, "") : (control.getAttribute("aria-label") ?? "");
  };

  // What the server put into a control, by which we know whether anything was typed. Streamlit may
  // draw it empty first: until the person is in it, whatever is in it is the server's.
  const given = new WeakMap();
  const underway = new WeakMap(); // what is in it while what was typed is being put back
  const entered = new WeakSet();
  const take = (control) => {
    if (!entered.has(control)) given.set(control, valueOf(control));
  };
  const enter = ({ target }) => {
    const control = target.closest("[role=radiogroup]") ?? target;
    if (!given.has(control)) return; // it is no draft's, or ours is being put back into it
    take(control);
    entered.add(control);
  };

  const remember = () => {
    if (!account()) return;
    for (const form of forms()) {
      const all = controls(form);
      if (!all.length || !all.every((each) => given.has(each))) continue;
      const typed = { ...read(nameOf(form)) };
      for (const each of all) typed[fieldOf(each)] = { from: given.get(each), to: valueOf(each) };
      if (Object.values(typed).some(({ from, to }) => from !== to)) {
        sessionStorage.setItem(place(nameOf(form)), JSON.stringify(typed));
      } else {
        sessionStorage.removeItem(place(nameOf(form)));
      }
    }
  };

  const setValue = (control, value) => {
    if (control.role === "radiogroup") {
      control.querySelectorAll("[role=radio]")[value]?.click();
      return;
    }
    // The setter of the element itself: React hides it behind one that swallows the change.
    const kind = control.tagName === "TEXTAREA" ? HTMLTextAreaElement : HTMLInputElement;
    Object.getOwnPropertyDescriptor(kind.prototype, "value").set.call(control, value);
    control.dispatchEvent(new Event("input", { bubbles: true }));
    // Streamlit takes over what is in a field as it is left, and must have drawn it by then.
    const leave = () => control.dispatchEvent(new FocusEvent("focusout", { bubbles: true }));
    setTimeout(leave, SETTLE_MS / 3);
  };

  // Somebody else may have written a note meanwhile: theirs stays, and ours stands below it.
  const merged = (control, now, { from, to }) => {
    if (control.tagName !== "TEXTAREA" || !now || now === from) return to;
    return now.endsWith(to) ? now : `${now}\n${to}`;
  };

  // A field that has just been drawn may still be given its value by Streamlit, on a slow server
  // long after: ours is put back until it stays while the page stands still, or until the person
  // types on. Until then `remember` leaves the draft alone.
  const settle = (control) => {
    if (!underway.has(control)) return;
    given.set(control, underway.get(control));
    underway.delete(control);
    entered.add(control);
  };
  const isStill = () =>
    document.querySelector("[data-test-script-state]")?.dataset.testScriptState === "notRunning";
  const putBack = (control, typed, stayed = 0, tries = MOST_TRIES) => {
    if (!underway.has(control)) return;
    if (stayed === STAYS || !tries) {
      settle(control);
      return;
    }
    const now = valueOf(control);
    const wanted = merged(control, now, typed);
    const hasStayed = now === wanted;
    if (!hasStayed) {
      underway.set(control, now);
      setValue(control, wanted);
      show("restored");
    }
    const soFar = hasStayed && isStill() ? stayed + 1 : 0;
    setTimeout(() => putBack(control, typed, soFar, tries - 1), SETTLE_MS);
  };

  // A page that is loaded again begins at its top; a popover hangs on its button.
  const bringIntoView = (control) => {
    const button = document.querySelector('[data-testid="stPopover"] [aria-expanded="true"]');
    const isInPopover = control.closest('[data-testid="stPopoverBody"]') !== null;
    (isInPopover && button ? button : control).scrollIntoView({ block: "center" });
  };

  const restore = () => {
    if (!account()) return;
    for (const form of forms()) {
      const all = controls(form);
      const draft = all.every((each) => given.has(each)) ? null : read(nameOf(form));
      for (const each of all) {
        if (underway.has(each)) continue;
        const typed = given.has(each) ? null : draft?.[fieldOf(each)];
        if (!typed || typed.from === typed.to) {
          take(each);
          continue;
        }
        const now = valueOf(each);
        // Streamlit may draw a field anew with what was typed into it, and take it back: that is
        // no value given.
        const isOurs = now === merged(each, now, typed);
        underway.set(each, isOurs ? typed.from : now);
        if (!isOurs) bringIntoView(each);
        putBack(each, typed);
      }
    }
  };

  const forget = (isToGo) =>
    Object.keys(sessionStorage).filter(isToGo).forEach((key) => sessionStorage.removeItem(key));

  const forgetSaved = () => {
    const told = document.querySelector("[data-saved]")?.dataset.saved ?? "";
    const known = sessionStorage.getItem("drafts-saved") ?? "";
    if (!account() || !told || told === known) return;
    for (const each of told.split(" ").filter((one) => !known.split(" ").includes(one))) {
      const name = each.split("@")[0];
      forget((key) => key === place(name) || key.startsWith(`${place(name)}-`));
      // Its fields may stand there for a moment yet; what is in them is no draft any more.
      for (const form of forms()) {
        if (!`${nameOf(form)}-`.startsWith(`${name}-`)) continue;
        for (const control of controls(form)) {
          underway.delete(control);
          given.set(control, valueOf(control));
        }
      }
    }
    sessionStorage.setItem("drafts-saved", told);
    if (bar.dataset.says !== "away") show("");
  };

  // The line at the top that says what is going on.
  const bar = document.createElement("div");
  bar.id = "connection-bar";
  bar.setAttribute("role", "status");
  document.body.append(bar);
  const show = (what) => {
    if (bar.dataset.says === what) return;
    bar.dataset.says = what;
    bar.textContent = words[what] ?? "";
    if (what && what !== "away") setTimeout(() => bar.dataset.says === what && show(""), SHOWN_MS);
  };

  // Streamlit's own word on it comes in English and lies over the form; the bar says it all.
  const closeStreamlitsWord = () => {
    for (const dialog of document.querySelectorAll('[data-testid="stDialog"]')) {
      const isIt = dialog.textContent.startsWith("Connection error");
      if (isIt) dialog.querySelector("button")?.click();
    }
  };

  let heardAt = null;
  let sleptAt = 0;
  const askServer = async () => (await (await fetch("/health")).json()).started;

  // Another server, or one that has forgotten this page, would take the next press for nothing.
  const comeBack = async () => {
    const now = Date.now();
    const isForgotten = now - heardAt > SESSION_LASTS_MS || now - sleptAt < SOON_MS;
    if (isForgotten || (await askServer().catch(() => words.server)) !== words.server) {
      remember();
      location.reload();
      return;
    }
    // The last answer may have been lost: Streamlit runs the page for an address that was changed.
    window.dispatchEvent(new PopStateEvent("popstate"));
  };

  const watchConnection = () => {
    const app = document.querySelector("[data-test-connection-state]");
    const isConnected = app?.dataset.testConnectionState === "CONNECTED" && navigator.onLine;
    // A tab that was put aside finds out late that its connection is gone.
    if (heardAt !== null && Date.now() - heardAt > SESSION_LASTS_MS) sleptAt = Date.now();
    if (!isConnected) {
      if (heardAt !== null) show("away");
      closeStreamlitsWord();
      return;
    }
    if (bar.dataset.says === "away") {
      show("back");
      comeBack();
    }
    heardAt = Date.now();
  };

  new MutationObserver(() => {
    forgetSaved();
    restore();
    watchConnection();
  }).observe(document.body, {
    attributes: true,
    attributeFilter: ["data-test-connection-state", "data-saved"],
    childList: true,
    subtree: true,
  });
  for (const event of ["online", "offline"]) window.addEventListener(event, watchConnection);
  setInterval(watchConnection, 5_000);

  // Whoever types or chooses while ours is being put back has the last word.
  const takeTheirs = (control, { isTrusted }) => control && isTrusted && settle(control);
  document.addEventListener("input", (event) => takeTheirs(event.target, event));
  document.addEventListener("click", (event) =>
    takeTheirs(event.target.closest("[role=radiogroup]"), event),
  );
  document.addEventListener("focusin", enter);
  document.addEventListener("input", remember);
  // A choice or a day is taken over after the click.
  for (const event of ["click", "keyup"]) {
    document.addEventListener(event, () => setTimeout(remember, 200));
  }
  window.addEventListener("pagehide", remember);
  document.addEventListener("submit", (event) => {
    if (event.target.getAttribute("action") === "/logout") forget((key) => key.startsWith(PREFIX));
  });
})();
