/** A link inside text or below a form. */
export const textLink =
  'font-semibold underline decoration-line-strong underline-offset-4 hover:decoration-ink hover:decoration-2';
