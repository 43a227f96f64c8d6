// The reference, drawn by Redoc from the document that this very service publishes.
const place = document.getElementById("reference");
Redoc.init(place.dataset.document, {
  hideDownloadButton: true, disableSearch: false, hideLoading: true, requiredPropsFirst: true, sortPropsAlphabetically: false,
  expandResponses: "200,201", jsonSampleExpandLevel: 3, nativeScrollbars: true, untrustedSpec: false, scrollYOffset: 0,
  theme: {
    colors: { primary: { main: "#0b4a7d" }, text: { primary: "#16243d", secondary: "#4a5568" }, success: { main: "#14643a" }, error: { main: "#9a1c1c" }, warning: { main: "#7a4a00" },
      http: { get: "#14643a", post: "#0b4a7d", put: "#7a4a00", patch: "#6b3a7d", delete: "#9a1c1c", head: "#4a5568", options: "#4a5568" } },
    typography: { fontFamily: "system-ui, sans-serif", fontSize: "16px", headings: { fontFamily: "Libertinus, Georgia, serif", fontWeight: "600" }, code: { fontFamily: "ui-monospace, monospace", color: "#6b3a1d" }, links: { color: "#0b4a7d", visited: "#0b4a7d" } },
    sidebar: { backgroundColor: "#f7f3ea", textColor: "#16243d", activeTextColor: "#0b4a7d" }, rightPanel: { backgroundColor: "#131f35" },
  },
}, place);

// What scrolls has to be reached by the keyboard too.
new MutationObserver(() => {
  for (const scrolling of place.querySelectorAll("pre:not([tabindex]), .redoc-json:not([tabindex])")) scrolling.tabIndex = 0;
}).observe(place, { childList: true, subtree: true });
