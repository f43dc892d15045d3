"""Hands that never leave the keyboard, and eyes that look where the focus is."""

from __future__ import annotations

from playwright.sync_api import expect

MOST_STOPS = 200
STOP = """
() => {
  const at = document.activeElement;
  if (!at || at === document.body || at === document.documentElement) return null;
  window.stops ??= new Map();
  if (!stops.has(at)) stops.set(at, stops.size);
  const style = getComputedStyle(at), [box] = at.getClientRects();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const top = document.elementFromPoint(x, y);
  return {
    number: stops.get(at),
    name: `${at.localName} ${(at.ariaLabel || at.innerText || at.name || at.id || "").trim().slice(0, 40)}`,
    ringed: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    seen: !!top && [at, ...(at.labels ?? [])].some((each) => each.contains(top) || top.contains(at)),
  };
}
"""
TABBABLE = """
() => {
  const groups = new Set(), every = "a[href], button, input, select, textarea, summary, [tabindex='0']";
  return [...document.querySelectorAll(every)].filter((each) => {
    if (each.disabled || each.type === "hidden" || each.tabIndex < 0 || !each.checkVisibility()) return false;
    if (each.type !== "radio") return true;
    const group = each.name, is_first = !groups.has(group);
    groups.add(group);
    return is_first;
  }).length;
}
"""


class Keyboard:
    """One person's keyboard. Every stop must show that it has the focus, and must not be hidden."""

    def __init__(self, page) -> None:
        self.page = page

    def press(self, key):
        self.page.keyboard.press(key)

    def type(self, text):
        self.page.keyboard.type(text)

    def stop(self):
        """Where the focus is now; ``None`` when nothing has it."""
        stop = self.page.evaluate(STOP)
        if stop is not None:
            assert stop["ringed"], f"{self.page.url}: {stop['name']} does not show that it has the focus"
            assert stop["seen"], f"{self.page.url}: {stop['name']} has the focus and cannot be seen"
        return stop

    def tour(self):
        """Tab once through the whole page and back by one: every control is a stop, none is a trap."""
        self.page.wait_for_load_state()
        wanted, names, numbers = self.page.evaluate(TABBABLE), [], []
        for _ in range(MOST_STOPS):
            self.press("Tab")
            stop = self.stop()
            if stop is None or stop["number"] in numbers:
                break
            numbers.append(stop["number"])
            names.append(stop["name"])
        assert len(names) == wanted, f"{self.page.url}: {wanted} controls, but stops at {names}"
        assert "#" in self.page.url or names[0] == "a Skip to the content"

    def go_to(self, target, *, key="Tab"):
        """Press Tab (or Shift+Tab) until the target has the focus."""
        expect(target).to_be_visible()
        for _ in range(MOST_STOPS):
            self.press(key)
            self.stop()
            if target.evaluate("(element) => element === document.activeElement"):
                return
        raise AssertionError(f"{self.page.url}: {key} does not lead to {target}")

    def push(self, target):
        """Go to a button or a link and press Enter."""
        self.go_to(target)
        self.press("Enter")
