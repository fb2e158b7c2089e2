import { DoorPage } from '../features/account/DoorPage.tsx';
import { LoginForm } from '../features/account/LoginForm.tsx';
import { accountMessages } from '../features/account/messages.ts';
import { useNext } from '../features/account/use-next.ts';
import { useMessages } from '../i18n/messages.ts';

/** `/login?next=/bookings` */
export function LoginPage() {
  const t = useMessages(accountMessages);
  const { next } = useNext();
  return (
    <DoorPage title={t('loginTitle')} intro={next === undefined ? undefined : t('loginToGoOn')}>
      <LoginForm />
    </DoorPage>
  );
}
