/** What an overlay looks like, as a little picture in its row: also before anybody has seen it. */

import { h } from "../widgets/h.js";
import { placed, pictureNameOf } from "../scenes/pictures.js";

const SIZE = { width: 96, height: 54 };

export function makePicture() {
  return h("canvas.overlay-picture", { ...SIZE, "aria-hidden": "true" });
}

/** Paint the overlay whole, or nothing where its picture has not come. */
export function paintPicture(canvas, overlay, pictureOf) {
  const context = canvas.getContext("2d");
  const { width, height } = canvas;
  context.clearRect(0, 0, width, height);
  const picture = pictureOf(pictureNameOf(overlay));
  if (!picture) return;
  const { from, to } = placed(picture, { x: 0, y: 0, w: width, h: height });
  context.drawImage(picture, ...from, ...to);
}

/** Keep the pictures of rows (`rows.get(id)` has `parts.picture`) as they come. */
export function followPictures(app, rows) {
  app.tiles.register((pictureOf, isNew) => {
    for (const overlay of app.view.value.show.overlays) {
      const row = rows.get(overlay.id);
      if (row && isNew(pictureNameOf(overlay))) paintPicture(row.parts.picture, overlay, pictureOf);
    }
  });
}
