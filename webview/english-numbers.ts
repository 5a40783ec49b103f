// To be loaded before uPlot, which writes numbers in the page's language: the panel's are English, and where the
// system's language is `C` the page's can be one that no browser knows (`en-US@posix`), and uPlot throws.
Object.defineProperty(navigator, 'language', { value: 'en-US', configurable: true });
