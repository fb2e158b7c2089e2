// Runs before the first paint, so that neither the theme nor the language flashes. It is a file of
// its own because the content security policy allows no inline script. src/theme/theme.ts and
// src/i18n/locale.ts hold the same keys and rules.
(() => {
  const root = document.documentElement;
  let theme = null;
  let locale = null;
  try {
    theme = localStorage.getItem('theme');
    locale = localStorage.getItem('locale');
  } catch {
    // Storage may be switched off; the defaults stand.
  }
  const dark = theme ? theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  root.dataset.theme = dark ? 'dark' : 'light';
  root.lang = locale === 'en' ? 'en' : 'ko';
})();
