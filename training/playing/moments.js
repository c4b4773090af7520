// Shows the moment that the slider is at. What comes from the server holds all of them.
let wanted = null; // The last one, until a visitor chooses.

const show = () => {
  const slider = element.querySelector("input[type=range]");
  if (!slider) return;
  slider.value = Math.min(wanted ?? Infinity, Number(slider.max));
  element.querySelector("output").textContent = `${slider.value} of ${slider.max}`;
  const said = [];
  for (const model of element.querySelectorAll("[data-count]")) {
    const now = Math.min(slider.value, model.dataset.count) - 1;
    for (const part of model.querySelectorAll("[data-at]"))
      part.toggleAttribute("hidden", Number(part.dataset.at) !== now);
    for (const part of model.querySelectorAll("[data-from]")) {
      part.toggleAttribute("hidden", Number(part.dataset.from) > now);
      part.classList.toggle("now", Number(part.dataset.from) === now);
    }
    const answer = model.querySelector(".answer:not([hidden])");
    if (answer) said.push(answer.textContent);
  }
  slider.setAttribute("aria-valuetext", [`${slider.value} of ${slider.max}`, ...said].join(", "));
};
element.addEventListener("input", (event) => {
  wanted = Number(event.target.value);
  show();
});
watch("value", show);
show();
