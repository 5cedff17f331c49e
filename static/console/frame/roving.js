/** Where focus goes by arrow: to the nearest control that way, as it stands on the screen. Pure. */

const ACROSS = 2.5; // how much further something is that stands aside of the way

const WAYS = {
  ArrowLeft: (from, to) => [from.x - to.x, from.y - to.y],
  ArrowRight: (from, to) => [to.x - from.x, to.y - from.y],
  ArrowUp: (from, to) => [from.y - to.y, from.x - to.x],
  ArrowDown: (from, to) => [to.y - from.y, to.x - from.x],
};

/** The index of the nearest of `boxes` ({left, right, top, bottom}) from that at `at` by an arrow key, or -1. */
export function toward(boxes, at, key) {
  const far = WAYS[key];
  const from = middle(boxes[at]);
  let [best, least] = [-1, Infinity];
  boxes.forEach((box, index) => {
    const [ahead, aside] = far(from, middle(box));
    const distance = ahead + ACROSS * Math.abs(aside);
    if (index !== at && ahead > 1 && distance < least) [best, least] = [index, distance];
  });
  return best;
}

const middle = ({ left, right, top, bottom }) => ({ x: (left + right) / 2, y: (top + bottom) / 2 });

export const isArrow = (key) => key in WAYS;
