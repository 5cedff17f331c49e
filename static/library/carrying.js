/** What is carried from one place of the page to another. Rundowns take FILE too: an asset's id. */

export const FILE = "application/x-tally-asset";
export const FOLDER = "application/x-tally-folder";

export const carries = ({ dataTransfer }, type) => dataTransfer.types.includes(type);
export const dropped = ({ dataTransfer }, type) => dataTransfer.getData(type);
