// The few values that more than one part of the page looks at: the engine's status, the state of the stream, the role,
// what is wrong. Each has a name; whoever watches a name is called at each change.

export class Store {
  constructor(values) {
    this.values = new Map(Object.entries(values));
    this.watchers = new Map();
  }

  get(name) {
    return this.values.get(name);
  }

  set(name, value) {
    if (Object.is(this.values.get(name), value)) return;
    this.values.set(name, value);
    for (const watcher of [...this.watchers.get(name) ?? []]) watcher(value);
  }

  // Calls `watcher(value)` at each change from now on; the answer ends it.
  watch(name, watcher) {
    if (!this.watchers.has(name)) this.watchers.set(name, new Set());
    this.watchers.get(name).add(watcher);
    return () => this.watchers.get(name).delete(watcher);
  }
}
