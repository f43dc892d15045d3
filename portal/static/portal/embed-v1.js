// Ledgerbridge: opens the Link wizard from a page of an organisation's own site. It depends on nothing and keeps nothing.
// How to use it: docs/embedding.md.
"use strict";

(() => {
  const home = new URL(document.currentScript.src).origin;
  const LEFT = 403, NOT_OURS = 400, NOT_SHOWN = 500;
  const PATIENCE = 30000; // milliseconds for the first page to come
  const GRACE = 4000; // for a page that came to say that it is ours; what a browser puts in its place says nothing
  let current = null;

  const addressOf = (link) => {
    try {
      const address = new URL(link);
      if (address.origin !== home || !address.pathname.startsWith("/link/")) return "";
      address.searchParams.set("embed", location.origin);
      return address.href;
    } catch {
      return "";
    }
  };

  const frameOf = (address, name, title) => {
    const frame = document.createElement("iframe");
    frame.name = name;
    frame.title = title;
    frame.allow = "clipboard-write";
    frame.style.cssText = "display:block;border:0;width:100%;height:100%;background:Canvas";
    frame.src = address;
    return frame;
  };

  // Each of these is a place in which the wizard is shown: a window that speaks to us, and a way to take it away.
  const within = (frame, element) => {
    frame.style.minHeight = "44rem";
    element.append(frame);
    return { window: () => frame.contentWindow, focus: () => frame.focus(), remove: () => frame.remove() };
  };

  const above = (frame, word, gone) => {
    const dialog = document.createElement("dialog");
    dialog.setAttribute("aria-label", frame.title);
    dialog.style.cssText = "box-sizing:border-box;padding:0;border:0;border-radius:8px;overflow:hidden;background:Canvas;"
      + "width:min(64rem,calc(100vw - 1rem));height:min(56rem,calc(100vh - 1rem));max-width:none;max-height:none";
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = word;
    button.style.cssText = "position:absolute;top:.5rem;right:.5rem;min-width:44px;min-height:44px;font:inherit";
    button.addEventListener("click", gone);
    dialog.append(button, frame);
    dialog.addEventListener("close", gone);
    document.body.append(dialog);
    dialog.showModal();
    return {
      isModal: true,
      window: () => frame.contentWindow,
      focus: () => frame.focus(),
      shown: () => {
        if (!button.isConnected) return;
        button.remove(); // from now on the page in the frame has a button of its own
        frame.focus();
      },
      remove: () => { dialog.close(); dialog.remove(); },
    };
  };

  const beside = (address, name) => {
    const popup = window.open(address, name, "popup,width=1040,height=860");
    return popup && { popup, window: () => popup, focus: () => popup.focus(), remove: () => popup.close() };
  };

  const offer = (link, options) => {
    const way = document.createElement("a");
    way.href = link;
    way.target = "_blank";
    way.textContent = options.blocked || "Open in a new window";
    way.addEventListener("click", (event) => {
      if (open(link, options)) { event.preventDefault(); way.remove(); }
    });
    if (options.from) options.from.after(" ", way); else document.body.append(way);
    way.focus();
  };

  // Opens the wizard. Answers what can be closed, or nothing where it could not be opened.
  const open = (link, options = {}) => {
    const { as = "frame", title = "Connect your books", close = "Close" } = options;
    const from = options.from || document;
    const tell = (name, detail) => {
      from.dispatchEvent(new CustomEvent(`ledgerbridge:${name}`, { bubbles: true, detail }));
    };
    const address = addressOf(link);
    if (!address) { tell("failed", { statusCode: NOT_OURS }); return null; }
    if (current && current.link === link) { current.focus(); return current; }
    if (current) current.close();

    const name = `ledgerbridge ${location.origin}`; // tells our pages to whom they may speak, from page to page
    let status = LEFT, isStarted = false, isShown = false, hasSpoken = false, place = null, patience = 0, grace = 0, watch = 0;
    const end = (event, statusCode) => {
      if (current !== wizard) return;
      current = null;
      window.removeEventListener("message", hear);
      [patience, grace].forEach(clearTimeout);
      clearInterval(watch);
      place.remove();
      tell(event, { statusCode });
    };
    const closed = () => end("closed", status);
    const failed = () => end("failed", NOT_SHOWN);
    const wizard = { link, close: closed, focus: () => place.focus() };

    // Every page of ours says first that it is there, mostly before its load event comes, at times after it.
    const greeted = () => {
      isShown = true;
      clearTimeout(patience);
      if (grace) { clearTimeout(grace); grace = 0; } else hasSpoken = true;
      if (place.shown) place.shown();
    };
    const loaded = () => {
      if (!hasSpoken && !grace) grace = setTimeout(failed, GRACE);
      hasSpoken = false;
    };
    const hear = ({ origin, source, data }) => {
      if (origin !== home || source !== place.window() || !data || data.ledgerbridge !== 1) return;
      const { event, companyId, statusCode } = data;
      if (event === "closed" || (event === "escaped" && place.isModal)) closed();
      if (event === "started" || event === "failed") greeted();
      if (event === "failed") tell("failed", { statusCode });
      if (event === "started" && !isStarted) { isStarted = true; tell("started", {}); }
      if (event === "linked" && status === LEFT) { status = statusCode; tell("linked", { companyId, statusCode }); }
    };

    if (as === "popup") {
      place = beside(address, name);
      if (!place) { offer(link, options); return null; }
      watch = setInterval(() => { if (place.popup.closed) (isShown ? closed : failed)(); }, 300);
    } else {
      const frame = frameOf(address, name, title);
      frame.addEventListener("load", loaded);
      const element = as instanceof Element ? as : as.startsWith("#") && document.getElementById(as.slice(1));
      place = element ? within(frame, element) : above(frame, close, closed);
    }
    patience = setTimeout(failed, PATIENCE);
    window.addEventListener("message", hear);
    current = wizard;
    return wizard;
  };

  document.addEventListener("click", (event) => {
    const from = event.target instanceof Element && event.target.closest("[data-ledgerbridge]");
    if (!from || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const { ledgerbridge: as, ledgerbridgeTitle: title, ledgerbridgeClose: close, ledgerbridgeBlocked: blocked } = from.dataset;
    open(from.dataset.ledgerbridgeLink || from.href, { as, title, close, blocked, from });
  });

  window.Ledgerbridge = Object.freeze({ open });
})();
