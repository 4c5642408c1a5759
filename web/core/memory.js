// What a browser remembers of its reader: language, theme, name, whether keys are shortcuts. Storage may be forbidden:
// then a choice lasts as long as the page.

const PREFIX = 'groundswell.';
const here = new Map();

export function recall(key) {
  if (here.has(key)) return here.get(key);
  try {
    return localStorage.getItem(PREFIX + key);
  } catch {
    return null;
  }
}

export function remember(key, value) {
  here.set(key, value);
  try {
    localStorage.setItem(PREFIX + key, value);
  } catch {
    // Nothing is lost but the memory of it.
  }
}
