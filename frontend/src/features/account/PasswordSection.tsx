import { useMutation } from '@tanstack/react-query';
import type { Account } from '@ticketing/contracts';
import { api } from '../../api/api.ts';
import { isProblem } from '../../api/problem.ts';
import { useMessages } from '../../i18n/messages.ts';
import { Button } from '../../ui/Button.tsx';
import { ErrorNote } from '../../ui/ErrorState.tsx';
import { useToast } from '../../ui/Toast.tsx';
import { accountMessages } from './messages.ts';
import { PasswordField } from './PasswordField.tsx';
import { useEntries } from './use-entries.ts';
import { newPasswordFault } from './validation.ts';

/** Changes the password; a wrong current one is said at its own box. */
export function PasswordForm({ account }: { account: Account }) {
  const t = useMessages(accountMessages);
  const notify = useToast();
  const entries = useEntries({ current: '', next: '' }, ({ current, next }) => ({
    current: current === '' ? 'passwordMissing' : undefined,
    next: newPasswordFault(next, account.email),
  }));
  const change = useMutation({
    mutationFn: (body: { currentPassword: string; newPassword: string }) =>
      api.changePassword({ body }),
    onSuccess: () => {
      entries.reset();
      notify({
        title: t('passwordChanged'),
        body: t('passwordChangedBody'),
        tone: 'positive',
      });
    },
  });
  const wrong = isProblem(change.error, 'credentials_wrong');
  const current = entries.bind('current');
  return (
    <form
      noValidate
      className="flex flex-col gap-5"
      onSubmit={entries.submit((values) =>
        change.mutate({ currentPassword: values.current, newPassword: values.next }),
      )}
    >
      {/* Password managers need to know whose password this is. */}
      <input type="hidden" name="username" autoComplete="username" value={account.email} readOnly />
      <PasswordField
        {...current}
        error={current.error ?? (wrong ? t('currentPasswordWrong') : undefined)}
        label={t('currentPassword')}
        autoComplete="current-password"
        required
      />
      <PasswordField
        {...entries.bind('next')}
        label={t('newPassword')}
        hint={t('passwordHint')}
        autoComplete="new-password"
        required
      />
      <ErrorNote error={wrong ? undefined : change.error} />
      <Button type="submit" className="self-start" busy={change.isPending}>
        {t('changePassword')}
      </Button>
    </form>
  );
}
