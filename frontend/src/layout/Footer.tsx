import { categoryMessages } from '../features/catalogue/facet-messages.ts';
import { categories } from '../features/search/search-state.ts';
import { useMessages } from '../i18n/messages.ts';
import { Link } from '../router/Link.tsx';
import { layoutMessages } from './messages.ts';
import { Wordmark } from './Wordmark.tsx';

/** What holds for every sale, and the genres once more for those who have read to the end. */
export function Footer() {
  const t = useMessages(layoutMessages);
  const category = useMessages(categoryMessages);
  return (
    <footer className="mt-20 border-t border-line">
      <div className="page grid gap-8 py-10 md:grid-cols-12">
        <div className="md:col-span-7">
          <Wordmark />
          <div className="mt-3 max-w-prose space-y-1 text-sm text-quiet">
            <p>{t('footerPrices')}</p>
            <p>{t('footerResale')}</p>
            <p>{t('footerLicense')}</p>
          </div>
        </div>
        <nav aria-label={t('genres')} className="md:col-span-5">
          <ul className="grid grid-cols-2 gap-x-6 text-sm sm:grid-cols-3">
            {categories.map((each) => (
              <li key={each}>
                <Link
                  to="/search"
                  search={{ category: each }}
                  className="inline-flex min-h-9 items-center text-quiet hover:text-ink hover:underline"
                >
                  {category(each)}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
      </div>
    </footer>
  );
}
