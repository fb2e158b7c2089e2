import { useMessages } from '../i18n/messages.ts';
import { layoutMessages } from '../layout/messages.ts';
import { PageTitle } from '../ui/PageTitle.tsx';

export function HomePage() {
  const t = useMessages(layoutMessages);
  return (
    <div className="page">
      <PageTitle>{t('soon')}</PageTitle>
    </div>
  );
}
