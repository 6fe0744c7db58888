"use strict";
// Names in a policy may contain anything, so data is set as text and never parsed as HTML.

/** Makes an element. Children are nodes or texts; of the attributes, "text" is its content, and "on..." listen. */
function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "text") {
      element.textContent = value;
    } else if (key.startsWith("on")) {
      element.addEventListener(key.slice(2), value);
    } else if (value === true) {
      element.setAttribute(key, "");
    } else if (value !== false && value !== null) {
      element.setAttribute(key, value);
    }
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** The same for an element of SVG. */
function svg(name, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) {
      element.addEventListener(key.slice(2), value);
    } else {
      element.setAttribute(key, value);
    }
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** As in "1 test" and "2 tests". */
const plural = (number, one, several = one + "s") => `${number} ${number === 1 ? one : several}`;

/** An assertion with a button that copies it. */
function suggestion(source, parameters) {
  return el("span", { class: "suggestion" }, el("code", { text: source }), copyButton(() => source),
    parameters ? el("small", { class: "note", text: `in a test with ${parameters}` }) : null);
}

function copyButton(source, title = "Copy") {
  return el("button", { type: "button", class: "copy", text: title, onclick: (event) => copy(event.currentTarget, source()) });
}

async function copy(button, source) {
  try {
    await navigator.clipboard.writeText(source);
    button.textContent = "Copied";
  } catch {
    getSelection().selectAllChildren(button.parentElement.querySelector("code"));
    button.textContent = "Selected";
  }
}

/** Details whose content is made when they are opened for the first time. */
function details(title, content, attributes = {}) {
  const element = el("details", attributes, el("summary", {}, ...[title].flat()));
  let isFilled = false;
  element.fill = () => {
    if (!isFilled) {
      isFilled = true;
      element.append(...[content()].flat());
    }
  };
  element.addEventListener("toggle", element.fill);
  return element;
}

const textList = (texts) => el("ul", {}, ...texts.map((text) => el("li", { text })));
