import { useMutation } from '@tanstack/react-query';
import { useEffect } from 'react';
import { isProblem } from '../../api/problem.ts';
import { useSession } from '../../auth/session.tsx';
import { useLocale } from '../../i18n/locale.ts';
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
import { emailFault, nameFault, newPasswordFault } from './validation.ts';

export function RegisterForm() {
  const t = useMessages(accountMessages);
  const locale = useLocale();
  const { state, register } = useSession();
  const { next, goOn } = useNext();
  const search = next === undefined ? {} : { next };
  const join = useMutation({ mutationFn: register });
  const entries = useEntries({ name: '', email: '', password: '' }, (values) => ({
    name: nameFault(values.name),
    email: emailFault(values.email),
    password: newPasswordFault(values.password, values.email),
  }));
  useEffect(() => {
    if (state.status === 'signed_in') goOn();
  }, [state.status, goOn]);
  return (
    <>
      <form
        noValidate
        className="flex flex-col gap-5"
        onSubmit={entries.submit(({ name, email, password }) =>
          join.mutate({ name: name.trim(), email: email.trim(), password, locale }),
        )}
      >
        <Field {...entries.bind('name')} label={t('name')} autoComplete="name" required />
        <Field
          {...entries.bind('email')}
          label={t('email')}
          hint={t('registerMail')}
          type="email"
          inputMode="email"
          autoComplete="username"
          autoCapitalize="none"
          required
        />
        <PasswordField
          {...entries.bind('password')}
          label={t('password')}
          hint={t('passwordHint')}
          autoComplete="new-password"
          required
        />
        <ErrorNote error={join.error} />
        {isProblem(join.error, 'email_taken') && (
          <p className="flex flex-wrap gap-x-6 gap-y-2">
            <Link to="/login" search={search} className={textLink}>
              {t('toLogin')}
            </Link>
            <Link to="/password/forgot" className={textLink}>
              {t('forgotLink')}
            </Link>
          </p>
        )}
        <Button type="submit" tone="signal" size="large" wide busy={join.isPending}>
          {t('register')}
        </Button>
      </form>
      <p className="mt-6 border-t border-line pt-6">
        <span className="text-quiet">{t('haveAccount')}</span>{' '}
        <Link to="/login" search={search} className={textLink}>
          {t('toLogin')}
        </Link>
      </p>
    </>
  );
}
