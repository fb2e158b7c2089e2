// Before the first paint; the same keys and rules as src/theme/theme.ts and src/i18n/chosen-locale.ts.
(() => {
  const root = document.documentElement;
  let theme = null;
  let locale = null;
  try {
    theme = localStorage.getItem('theme');
    locale = localStorage.getItem('locale');
  } catch {
    // Without storage the defaults stand.
  }
  const dark = theme ? theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  root.dataset.theme = dark ? 'dark' : 'light';
  root.lang = locale === 'en' ? 'en' : 'ko';
})();
