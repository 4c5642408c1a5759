// Whether somebody reads a list or aims at it just now: then its rows stay where they are.

// A hand or a focus that has not moved for so long aims at nothing.
const REST_MS = 30000;
// Whoever has scrolled down so far is reading there.
const READING_PX = 300;

export class Hold {
  // `onRelease()` is called when a pointer or the focus has left `node`.
  constructor(node, onRelease, signal) {
    this.node = node;
    this.movedAt = 0;
    for (const name of ['pointermove', 'pointerdown', 'focusin', 'keydown']) {
      node.addEventListener(name, () => this.movedAt = Date.now(), {passive: true, signal});
    }
    node.addEventListener('pointerleave', onRelease, {signal});
    node.addEventListener('focusout', () => setTimeout(onRelease, 0), {signal});
  }

  get isHeld() {
    if (scrollY > READING_PX) return true;
    const isInHand = this.node.matches(':hover') || this.node.contains(document.activeElement);
    return isInHand && Date.now() - this.movedAt < REST_MS;
  }
}
