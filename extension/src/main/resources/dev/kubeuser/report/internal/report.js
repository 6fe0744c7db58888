"use strict";
// Without this the page shows everything; with it, rows are filtered and shown page by page.
(() => {
  const PAGE = 100;

  /** The rows of one table or list; only those that are shown are in the document, so that many stay quick. */
  class Rows {
    constructor(container) {
      this.container = container;
      this.all = Array.from(container.children);
      this.texts = this.all.map((row) => row.textContent.toLowerCase());
      this.form = document.querySelector(`[data-filters="${container.id}"]`);
      this.count = document.querySelector(`[data-count="${container.id}"]`);
      this.more = document.querySelector(`[data-more="${container.id}"]`);
      this.limit = PAGE;
      this.listen();
      this.show();
    }

    listen() {
      this.more?.addEventListener("click", () => {
        this.limit += 5 * PAGE;
        this.show();
      });
      if (!this.form) {
        return;
      }
      this.form.hidden = this.all.length < 2;
      const changed = () => {
        this.limit = PAGE;
        this.show();
      };
      this.form.addEventListener("input", changed);
      this.form.addEventListener("reset", () => setTimeout(changed));
      this.form.addEventListener("submit", (event) => event.preventDefault());
    }

    matching() {
      if (!this.form) {
        return this.all;
      }
      const wanted = Array.from(new FormData(this.form)).filter(([, value]) => value !== "");
      return this.all.filter((row, index) =>
        wanted.every(([name, value]) =>
          name === "text" ? this.texts[index].includes(value.toLowerCase()) : "=" + row.dataset[name] === value));
    }

    show() {
      const found = this.matching();
      const shown = found.slice(0, this.limit);
      this.container.replaceChildren(...shown);
      const of = found.length === this.all.length ? "" : ` of ${this.all.length}`;
      if (this.count) {
        this.count.textContent = shown.length === found.length
          ? `${found.length}${of} shown`
          : `${shown.length} of ${found.length}${of && ` that match,${of.slice(3)} in all,`} shown`;
      }
      if (this.more) {
        this.more.hidden = shown.length === found.length;
      }
    }
  }

  document.querySelectorAll("[data-rows]").forEach((container) => {
    container.querySelectorAll(".copy").forEach((button) => { button.hidden = false; });
    new Rows(container);
  });
  document.querySelectorAll(".copy").forEach((button) => { button.hidden = false; });

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.(".copy");
    if (button) {
      copy(button);
    }
  });

  async function copy(button) {
    const code = button.previousElementSibling;
    try {
      await navigator.clipboard.writeText(code.textContent);
      button.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(code);
      button.textContent = "Selected";
    }
  }
})();
