import { useMessages } from '../i18n/messages.ts';
import { Link } from '../router/Link.tsx';
import { frameMessages } from './frame-messages.ts';

/** The name of the house beside a torn ticket. */
export function Wordmark() {
  const t = useMessages(frameMessages);
  return (
    <Link
      to="/"
      className="flex min-h-10 items-center gap-2 text-lg font-extrabold tracking-title whitespace-nowrap"
    >
      <svg viewBox="0 0 28 20" className="h-5 w-7" aria-hidden="true">
        <path
          d="M0 0h28v6.5a3.5 3.5 0 0 0 0 7V20H0v-6.500a3.500 3.500 0 0 0 0-7z"
          className="fill-signal"
        />
        <path d="M19 3v3m0 2.500v3m0 2.500v3" stroke="#131316" strokeWidth="2" />
      </svg>
      {t('site')}
    </Link>
  );
}
