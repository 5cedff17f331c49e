// Dark or light, as this browser was told; before anything is drawn, so no module.
const chosen = localStorage.getItem("tally.theme") === "light" ? "light" : "dark";
document.documentElement.dataset.theme = document.documentElement.dataset.always ?? chosen;
