// Runs before Streamlit: tells it where its server is, so that it need not try the screen's address first, and hands
// it the person's theme, which Streamlit keeps per address in the browser.
(() => {
  const page = document.documentElement;
  const theme = { light: "Light", dark: "Dark" }[page.dataset.theme] || "System";
  try {
    localStorage.setItem(`stActiveTheme-${location.pathname}-v2`, JSON.stringify(theme));
  } catch (refused) {
    // A browser without storage falls back to the system's theme.
  }
  window.__streamlit = { BACKEND_BASE_URL: location.origin, MAIN_PAGE_BASE_URL: location.origin };
  page.style.setProperty("--company", JSON.stringify(page.dataset.company));

  // The socket of a session that was ended elsewhere closes and never opens again. Loading the page anew leads
  // through the gate to the sign-in page; where only the server is away, Streamlit goes on trying.
  const lost = async () => {
    const answer = await fetch("/_stcore/health", { redirect: "manual", cache: "no-store" }).catch(() => null);
    if (answer?.type === "opaqueredirect") location.reload();
  };
  const watch = new MutationObserver((changes) => changes.some((one) => one.oldValue === "CONNECTED") && lost());
  // Streamlit does nothing where the menu leads to the screen that is open: on a receipt it means another list.
  const fresh = (event) => {
    const entry = event.target.closest?.("[data-testid=stSidebarNavLink][aria-current=page]");
    if (entry?.pathname.endsWith("/import")) document.querySelector(".st-key-import_another button")?.click();
  };
  document.addEventListener("click", fresh, true);
  watch.observe(page, { subtree: true, attributeFilter: ["data-test-connection-state"], attributeOldValue: true });
})();
