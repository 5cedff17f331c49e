/** Drawing what moves: in step with the screen, and no more often than an eye needs. */

export function paced(draw, every_ms = 45) {
  let before = -Infinity;
  const turn = (now) => {
    requestAnimationFrame(turn);
    if (now - before < every_ms) return;
    before = now;
    draw(now);
  };
  requestAnimationFrame(turn);
}
