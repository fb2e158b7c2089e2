import { DoorPage } from '../features/account/DoorPage.tsx';
import { accountMessages } from '../features/account/messages.ts';
import { RegisterForm } from '../features/account/RegisterForm.tsx';
import { useMessages } from '../i18n/messages.ts';

/** `/register?next=/checkout/...` */
export function RegisterPage() {
  const t = useMessages(accountMessages);
  return (
    <DoorPage title={t('registerTitle')} intro={t('registerIntro')}>
      <RegisterForm />
    </DoorPage>
  );
}
