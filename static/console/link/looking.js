/** What this page looks at: tiles and meters while it is to be seen, and sources that somebody works with. */

export class Looking {
  constructor(link, hidden = () => document.hidden) {
    Object.assign(this, { link, hidden, close: new Map() });
  }

  tell() {
    const seen = !this.hidden();
    this.link.watch({ tiles: seen, meters: seen, close: seen ? [...this.close.keys()] : [] });
  }

  /** Have larger tiles of a source, until the function that this returns is called. */
  closely(source) {
    this.close.set(source, (this.close.get(source) ?? 0) + 1);
    this.tell();
    return () => {
      const left = this.close.get(source) - 1;
      if (left) this.close.set(source, left);
      else this.close.delete(source);
      this.tell();
    };
  }
}
