import faceHref from 'pretendard/dist/web/variable/pretendardvariable-dynamic-subset.css?url';

/**
 * Fetches the site's face. Its 92 small files are named in a style sheet of their own, so that it never delays a
 * paint. Without it (the network went away, or the page was left meanwhile) the system's face stands.
 */
export function loadFace(): void {
  const sheet = document.createElement('link');
  sheet.rel = 'stylesheet';
  sheet.href = faceHref;
  document.head.append(sheet);
}
