/** Changing what the show file says about captions. Refusals are said aloud; resolves to whether it was saved. */
export async function saveCaptions({ api, notices }, changes) {
  try {
    await api.patch("", { captions: changes });
    return true;
  } catch (error) {
    notices.say(error.message, "warning");
    return false;
  }
}
