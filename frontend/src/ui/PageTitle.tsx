import type { ReactNode } from 'react';
import { useMessages } from '../i18n/messages.ts';
import { frameMessages } from '../layout/frame-messages.ts';

/** The browser's tab: `예매 내역 – 티켓팅 프로`; the site's name alone without `title`. */
export function DocumentTitle({ title }: { title?: string | undefined }) {
  const t = useMessages(frameMessages);
  return <title>{title === undefined ? t('site') : `${title} – ${t('site')}`}</title>;
}

/** The page's one h1, and its name in the browser's tab. */
export const PageTitle = ({
  children,
  aside,
}: {
  children: string;
  /** Stands at the other end of the line. */
  aside?: ReactNode;
}) => (
  <div className="flex flex-wrap items-end justify-between gap-x-6 gap-y-2 pt-8 pb-6 sm:pt-12">
    <DocumentTitle title={children} />
    <h1 className="text-3xl sm:text-4xl">{children}</h1>
    {aside}
  </div>
);
