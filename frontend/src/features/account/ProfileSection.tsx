import { useMutation } from '@tanstack/react-query';
import type { Account, Locale } from '@ticketing/contracts';
import { useRef, useState } from 'react';
import { api } from '../../api/api.ts';
import { useSession } from '../../auth/session.tsx';
import { setLocale } from '../../i18n/chosen-locale.ts';
import { useLocale } from '../../i18n/locale.ts';
import { useMessages } from '../../i18n/messages.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { ErrorNote } from '../../ui/ErrorState.tsx';
import { Field, Select } from '../../ui/Field.tsx';
import { useToast } from '../../ui/Toast.tsx';
import { mailStateOf, withMailMended } from './mail-state.ts';
import { accountMessages } from './messages.ts';
import { useEntries } from './use-entries.ts';
import { nameFault } from './validation.ts';

const languages = [
  { value: 'ko', label: '한국어' },
  { value: 'en', label: 'English' },
] as const;

/** The address, whether mails arrive there, and how to get the mail again. */
export function EmailState({ account }: { account: Account }) {
  const t = useMessages(accountMessages);
  const notify = useToast();
  const { setAccount } = useSession();
  const address = useRef<HTMLParagraphElement>(null);
  const { tone, label, help } = mailStateOf(account);
  const resend = useMutation({
    mutationFn: () => api.requestEmailVerification(),
    onSuccess: () => {
      // The button may go: whoever pressed it by the keyboard stays where the address is.
      address.current?.focus();
      setAccount(withMailMended(account));
      notify({
        title: t('resent'),
        body: t('resentBody', { email: account.email }),
        tone: 'positive',
      });
    },
  });
  return (
    <div>
      <p className="mb-1.5 text-sm font-semibold">{t('email')}</p>
      <p
        ref={address}
        tabIndex={-1}
        className="flex flex-wrap items-center gap-x-3 gap-y-1 text-lg"
      >
        {account.email}
        <Badge tone={tone}>{t(label)}</Badge>
      </p>
      {help !== undefined && (
        <div className="mt-3">
          <p className="mb-3 text-sm text-quiet">{t(help.body)}</p>
          <Button size="small" busy={resend.isPending} onClick={() => resend.mutate()}>
            {t(help.action)}
          </Button>
          <ErrorNote error={resend.error} className="mt-4" />
        </div>
      )}
    </div>
  );
}

/** Name and language, saved together. */
export function ProfileForm({ account }: { account: Account }) {
  const t = useMessages(accountMessages);
  const shown = useLocale();
  const notify = useToast();
  const { setAccount } = useSession();
  const [language, setLanguage] = useState<Locale>(account.locale);
  const entries = useEntries({ name: account.name }, ({ name }) => ({ name: nameFault(name) }));
  const save = useMutation({
    mutationFn: (body: { name: string; locale: Locale }) => api.updateMe({ body }),
    onSuccess: (changed) => {
      setAccount(changed);
      if (changed.locale !== shown) setLocale(changed.locale);
      notify({ title: t('saved'), tone: 'positive' });
    },
  });
  const unchanged = entries.values.name.trim() === account.name && language === account.locale;
  return (
    <form
      noValidate
      className="flex flex-col gap-5"
      onSubmit={entries.submit(({ name }) => save.mutate({ name: name.trim(), locale: language }))}
    >
      <Field
        {...entries.bind('name')}
        label={t('name')}
        hint={t('nameHint')}
        autoComplete="name"
        required
      />
      <Select
        label={t('language')}
        hint={t('languageHint')}
        value={language}
        onChange={(event) => setLanguage(event.target.value === 'en' ? 'en' : 'ko')}
        options={languages}
      />
      <ErrorNote error={save.error} />
      <Button type="submit" className="self-start" busy={save.isPending} disabled={unchanged}>
        {t('save')}
      </Button>
    </form>
  );
}
