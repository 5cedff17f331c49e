// Dark or light, as this browser was told; before anything is drawn, so no module.
document.documentElement.dataset.theme = localStorage.getItem("tally.theme") === "light" ? "light" : "dark";
