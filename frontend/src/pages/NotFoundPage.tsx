import { useMessages } from '../i18n/messages.ts';
import { layoutMessages } from '../layout/messages.ts';
import { ButtonLink } from '../ui/Button.tsx';
import { PageTitle } from '../ui/PageTitle.tsx';

export function NotFoundPage() {
  const t = useMessages(layoutMessages);
  return (
    <div className="page">
      <PageTitle>{t('notFoundTitle')}</PageTitle>
      <p className="max-w-prose text-quiet">{t('notFoundBody')}</p>
      <ButtonLink to="/search" tone="signal" className="mt-8">
        {t('notFoundSearch')}
      </ButtonLink>
    </div>
  );
}
