import { useMutation } from '@tanstack/react-query';
import { useEffect } from 'react';
import { isProblem } from '../../api/problem.ts';
import { useSession } from '../../auth/session.tsx';
import { useMessages } from '../../i18n/messages.ts';
import { Link } from '../../router/Link.tsx';
import { Button } from '../../ui/Button.tsx';
import { ErrorNote } from '../../ui/ErrorState.tsx';
import { Field } from '../../ui/Field.tsx';
import { textLink } from './look.ts';
import { accountMessages } from './messages.ts';
import { PasswordField } from './PasswordField.tsx';
import { useEntries } from './use-entries.ts';
import { useNext } from './use-next.ts';
import { emailFault } from './validation.ts';

/** How long a lock or a limit lasts, when the service says so. */
function LockedFor({ error }: { error: unknown }) {
  const t = useMessages(accountMessages);
  if (!isProblem(error, 'account_locked', 'rate_limited')) return null;
  if (error.retryAfterSeconds === undefined) return null;
  return (
    <p className="text-sm font-semibold">
      {t('lockedFor', { minutes: Math.max(1, Math.ceil(error.retryAfterSeconds / 60)) })}
    </p>
  );
}

export function LoginForm() {
  const t = useMessages(accountMessages);
  const { state, signIn } = useSession();
  const { next, goOn } = useNext();
  const login = useMutation({ mutationFn: signIn });
  const entries = useEntries({ email: '', password: '' }, (values) => ({
    email: emailFault(values.email),
    password: values.password === '' ? 'passwordMissing' : undefined,
  }));
  // Also when another tab signs in, or the session has come back meanwhile.
  useEffect(() => {
    if (state.status === 'signed_in') goOn();
  }, [state.status, goOn]);
  return (
    <>
      <form
        noValidate
        className="flex flex-col gap-5"
        onSubmit={entries.submit(({ email, password }) =>
          login.mutate({ email: email.trim(), password }),
        )}
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
        <PasswordField
          {...entries.bind('password')}
          label={t('password')}
          autoComplete="current-password"
          required
        />
        <ErrorNote error={login.error} />
        <LockedFor error={login.error} />
        <Button type="submit" tone="signal" size="large" wide busy={login.isPending}>
          {t('login')}
        </Button>
      </form>
      <div className="mt-6 flex flex-wrap justify-between gap-x-6 gap-y-3 border-t border-line pt-6">
        <p>
          <span className="text-quiet">{t('noAccount')}</span>{' '}
          <Link to="/register" search={next === undefined ? {} : { next }} className={textLink}>
            {t('toRegister')}
          </Link>
        </p>
        <Link to="/password/forgot" className={textLink}>
          {t('forgotLink')}
        </Link>
      </div>
    </>
  );
}
