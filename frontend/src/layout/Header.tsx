import { Ticket, UserRound } from 'lucide-react';
import type { ReactNode } from 'react';
import { useSession } from '../auth/session.tsx';
import { useMessages } from '../i18n/messages.ts';
import { Link } from '../router/Link.tsx';
import { layoutMessages } from './messages.ts';
import { SearchBox } from './SearchBox.tsx';
import { LanguageSwitch, ThemeSwitch } from './Switches.tsx';
import { Wordmark } from './Wordmark.tsx';

const linkClass =
  'inline-flex min-h-10 min-w-10 items-center justify-center gap-2 rounded-md px-2 text-sm font-semibold whitespace-nowrap transition-colors hover:bg-sunken';

/** An icon that gains its word where there is room for it. */
const Labelled = ({ icon, children }: { icon: ReactNode; children: string }) => (
  <>
    {icon}
    <span className="sr-only md:not-sr-only">{children}</span>
  </>
);

function AccountLink() {
  const t = useMessages(layoutMessages);
  const { state, account } = useSession();
  const icon = <UserRound aria-hidden="true" className="size-5" />;
  // While the session is being restored the place is kept, so that nothing jumps.
  if (state.status === 'restoring') return <span className={`${linkClass} w-10 md:w-24`} />;
  if (account === undefined) {
    return (
      <Link to="/login" className={linkClass}>
        <Labelled icon={icon}>{t('signIn')}</Labelled>
      </Link>
    );
  }
  return (
    <Link to="/account" className={linkClass} aria-label={`${account.name} ${t('account')}`}>
      {icon}
      <span className="hidden max-w-28 truncate md:inline">{account.name}</span>
    </Link>
  );
}

/**
 * On a desk one row that stays; on a phone two, of which the search stays. `--header` in styles.css is the
 * height that stays, for whatever else sticks below it.
 */
export function Header() {
  const t = useMessages(layoutMessages);
  return (
    <header className="sticky -top-14 z-30 border-b border-line bg-paper sm:top-0">
      <div className="page flex flex-wrap items-center gap-x-4 sm:h-16 sm:flex-nowrap lg:gap-x-8">
        <div className="flex h-14 items-center sm:h-auto">
          <Wordmark />
        </div>
        <div className="order-last w-full pb-2 sm:order-none sm:w-auto sm:min-w-0 sm:flex-1 sm:pb-0">
          <SearchBox />
        </div>
        <nav
          aria-label={t('mainNavigation')}
          className="-mr-2 ml-auto flex items-center sm:ml-0 lg:gap-1"
        >
          <Link to="/bookings" className={linkClass}>
            <Labelled icon={<Ticket aria-hidden="true" className="size-5" />}>
              {t('bookings')}
            </Labelled>
          </Link>
          <AccountLink />
          <LanguageSwitch />
          <ThemeSwitch />
        </nav>
      </div>
    </header>
  );
}
