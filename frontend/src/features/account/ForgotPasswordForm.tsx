import { useMutation } from '@tanstack/react-query';
import { api } from '../../api/api.ts';
import { useMessages } from '../../i18n/messages.ts';
import { Link } from '../../router/Link.tsx';
import { Button, ButtonLink } from '../../ui/Button.tsx';
import { ErrorNote } from '../../ui/ErrorState.tsx';
import { Field } from '../../ui/Field.tsx';
import { DoorPage } from './DoorPage.tsx';
import { textLink } from './look.ts';
import { accountMessages } from './messages.ts';
import { useEntries } from './use-entries.ts';
import { emailFault } from './validation.ts';

/** Asks for the link; the answer never tells whether the account exists. */
export function ForgotPassword() {
  const t = useMessages(accountMessages);
  const send = useMutation({
    mutationFn: (email: string) => api.forgotPassword({ body: { email } }),
  });
  const entries = useEntries({ email: '' }, ({ email }) => ({ email: emailFault(email) }));
  if (send.isSuccess) {
    return (
      <DoorPage title={t('sentTitle')}>
        <div role="status">
          <p>{t('sentBody', { email: send.variables })}</p>
        </div>
        <div className="mt-8 flex flex-wrap gap-2">
          <ButtonLink to="/login">{t('backToLogin')}</ButtonLink>
          <Button tone="quiet" onClick={() => send.reset()}>
            {t('sendAgain')}
          </Button>
        </div>
      </DoorPage>
    );
  }
  return (
    <DoorPage title={t('forgotTitle')} intro={t('forgotIntro')}>
      <form
        noValidate
        className="flex flex-col gap-5"
        onSubmit={entries.submit(({ email }) => send.mutate(email.trim()))}
      >
        <Field
          {...entries.bind('email')}
          label={t('email')}
          type="email"
          inputMode="email"
          autoComplete="username"
          autoCapitalize="none"
          required
        />
        <ErrorNote error={send.error} />
        <Button type="submit" tone="signal" size="large" wide busy={send.isPending}>
          {t('sendLink')}
        </Button>
      </form>
      <p className="mt-6 border-t border-line pt-6">
        <Link to="/login" className={textLink}>
          {t('backToLogin')}
        </Link>
      </p>
    </DoorPage>
  );
}
