// Runs before Streamlit: hands it the person's theme, which Streamlit keeps per address in the browser.
(() => {
  const page = document.documentElement;
  const theme = { light: "Light", dark: "Dark" }[page.dataset.theme] || "System";
  try {
    localStorage.setItem(`stActiveTheme-${location.pathname}-v2`, JSON.stringify(theme));
  } catch (refused) {
    // A browser without storage falls back to the system's theme.
  }
  page.style.setProperty("--company", JSON.stringify(page.dataset.company));
})();
