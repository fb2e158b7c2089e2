import { useMutation } from '@tanstack/react-query';
import { api } from '../../api/api.ts';
import { session } from '../../api/connection.ts';
import { isProblem } from '../../api/problem.ts';
import { useMessages } from '../../i18n/messages.ts';
import { Button, ButtonLink } from '../../ui/Button.tsx';
import { ErrorNote } from '../../ui/ErrorState.tsx';
import { DoorPage } from './DoorPage.tsx';
import { accountMessages } from './messages.ts';
import { PasswordField } from './PasswordField.tsx';
import { useEntries } from './use-entries.ts';
import { useFragmentToken } from './use-fragment-token.ts';
import { newPasswordFault } from './validation.ts';

/** Sets a new password by the link of the e-mail. */
export function ResetPassword() {
  const t = useMessages(accountMessages);
  const token = useFragmentToken();
  const reset = useMutation({
    mutationFn: (body: { token: string; newPassword: string }) => api.resetPassword({ body }),
    // Every session has ended, this browser's too.
    onSuccess: () => session.clear(),
  });
  const entries = useEntries({ password: '' }, ({ password }) => ({
    password: newPasswordFault(password),
  }));
  if (reset.isSuccess) {
    return (
      <DoorPage title={t('resetDoneTitle')}>
        <p role="status">{t('resetDoneBody')}</p>
        <ButtonLink to="/login" tone="signal" size="large" className="mt-8">
          {t('login')}
        </ButtonLink>
      </DoorPage>
    );
  }
  if (token === undefined) {
    return (
      <DoorPage title={t('tokenMissingTitle')}>
        <p role="alert">{t('tokenMissingBody')}</p>
        <ButtonLink to="/password/forgot" className="mt-8">
          {t('newLink')}
        </ButtonLink>
      </DoorPage>
    );
  }
  return (
    <DoorPage title={t('resetTitle')} intro={t('resetIntro')}>
      <form
        noValidate
        className="flex flex-col gap-5"
        onSubmit={entries.submit(({ password }) => reset.mutate({ token, newPassword: password }))}
      >
        <PasswordField
          {...entries.bind('password')}
          label={t('newPassword')}
          hint={t('passwordHint')}
          autoComplete="new-password"
          required
        />
        <ErrorNote error={reset.error} />
        {isProblem(reset.error, 'one_time_token_invalid') && (
          <ButtonLink to="/password/forgot">{t('newLink')}</ButtonLink>
        )}
        <Button type="submit" tone="signal" size="large" wide busy={reset.isPending}>
          {t('resetSubmit')}
        </Button>
      </form>
    </DoorPage>
  );
}
