// The drawing pad. Its value is what it shows, as text; "input" says that a visitor changed it.
const MOST_UNDONE = 30;
const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const canvas = element.querySelector("canvas");
const pen = element.querySelector(".pen");
const width = element.querySelector("input");
const paper = canvas.getContext("2d", { willReadFrequently: true });
const undone = [];
let place = [canvas.width / 2, canvas.height / 2];
let erasing = false;
let down = false;
let lowered = false; // By the keyboard.

const empty = () => {
  paper.fillStyle = "black";
  paper.fillRect(0, 0, canvas.width, canvas.height);
};
const keep = () => {
  undone.push(paper.getImageData(0, 0, canvas.width, canvas.height));
  if (undone.length > MOST_UNDONE) undone.shift();
};
const tell = () => {
  props.value = canvas.toDataURL("image/png");
  trigger("input");
};
const moved = (to, draws) => {
  if (draws) {
    paper.strokeStyle = erasing ? "black" : "white";
    paper.lineWidth = Number(width.value) * (erasing ? 2 : 1);
    paper.lineCap = paper.lineJoin = "round";
    paper.beginPath();
    paper.moveTo(...place);
    paper.lineTo(to[0] + 0.01, to[1]); // A dot is a line as well.
    paper.stroke();
  }
  place = to;
  pen.style.left = `${(100 * place[0]) / canvas.width}%`;
  pen.style.top = `${(100 * place[1]) / canvas.height}%`;
};
const under = (event) => {
  const box = canvas.getBoundingClientRect();
  const part = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
  return [part[0] * canvas.width, part[1] * canvas.height];
};

canvas.addEventListener("pointerdown", (event) => {
  if (event.button !== 0) return;
  canvas.setPointerCapture(event.pointerId);
  keep();
  down = true;
  moved(under(event), false);
  moved(place, true);
});
canvas.addEventListener("pointermove", (event) => {
  if (!down) return;
  const all = event.getCoalescedEvents ? event.getCoalescedEvents() : [];
  for (const one of all.length ? all : [event]) moved(under(one), true);
});
const lifted = () => {
  if (!down) return;
  down = false;
  tell();
};
canvas.addEventListener("pointerup", lifted);
canvas.addEventListener("pointercancel", lifted);

canvas.addEventListener("keydown", (event) => {
  if (event.key === " ") {
    if (event.repeat) return event.preventDefault();
    lowered = !lowered;
    pen.classList.toggle("lowered", lowered);
    if (lowered) {
      keep();
      moved(place, true);
    } else tell();
  } else if (KEYS[event.key]) {
    const side = (at, axis) => Math.min(Math.max(at + 8 * KEYS[event.key][axis], 0), canvas.width);
    moved(place.map(side), lowered);
  } else return;
  event.preventDefault();
});
canvas.addEventListener("keyup", (event) => {
  if (lowered && KEYS[event.key]) tell();
});

const choose = (erases) => {
  erasing = erases;
  for (const name of ["draw", "erase"])
    element
      .querySelector(`[data-do=${name}]`)
      .setAttribute("aria-pressed", String(erases === (name === "erase")));
};
const tools = {
  draw: () => choose(false),
  erase: () => choose(true),
  undo: () => {
    if (!undone.length) return;
    paper.putImageData(undone.pop(), 0, 0);
    tell();
  },
  clear: () => {
    keep();
    empty();
    tell();
  },
};
for (const button of element.querySelectorAll("button"))
  button.addEventListener("click", () => tools[button.dataset.do]());

// A picture that the server put there.
watch("value", () => {
  if (!props.value) return;
  const picture = new Image();
  picture.onload = () => {
    keep();
    paper.imageSmoothingEnabled = false;
    paper.drawImage(picture, 0, 0, canvas.width, canvas.height);
  };
  picture.src = props.value;
});
moved(place, false);
empty();
