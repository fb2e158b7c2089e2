import { useMutation } from '@tanstack/react-query';
import type { Account } from '@ticketing/contracts';
import type { ReactNode } from 'react';
import { ApiProblem } from '../api/problem.ts';
import { useSession } from '../auth/session.tsx';
import { accountMessages } from '../features/account/messages.ts';
import { PasswordForm } from '../features/account/PasswordSection.tsx';
import { EmailState, ProfileForm } from '../features/account/ProfileSection.tsx';
import { RequireAccount } from '../features/account/RequireAccount.tsx';
import { forgetTickets } from '../features/tickets/ticket-store.ts';
import { formatDay } from '../i18n/format.ts';
import { useLocale } from '../i18n/locale.ts';
import { useMessages } from '../i18n/messages.ts';
import { navigate } from '../router/context.ts';
import { Button, ButtonLink } from '../ui/Button.tsx';
import { ErrorState } from '../ui/ErrorState.tsx';
import { PageTitle } from '../ui/PageTitle.tsx';
import { PageSkeleton } from '../ui/Skeleton.tsx';

/** A block of the page: what it is at the left, its controls in the same column everywhere. */
const Section = ({
  title,
  hint,
  children,
}: {
  title: string;
  hint?: string;
  children: ReactNode;
}) => (
  <section className="grid gap-x-10 gap-y-6 border-t border-line py-10 md:grid-cols-[18rem_minmax(0,28rem)]">
    <div>
      <h2 className="text-xl">{title}</h2>
      {hint !== undefined && <p className="mt-2 text-sm text-quiet">{hint}</p>}
    </div>
    {children}
  </section>
);

function SignOut() {
  const t = useMessages(accountMessages);
  const { signOut } = useSession();
  const leave = useMutation({
    mutationFn: async () => {
      // First away from here: a page that needs an account would ask to sign in again.
      await navigate({ to: '/' });
      await forgetTickets().catch(() => undefined);
      await signOut();
    },
  });
  return (
    <Button className="justify-self-start" busy={leave.isPending} onClick={() => leave.mutate()}>
      {t('signOut')}
    </Button>
  );
}

function Loaded({ account }: { account: Account }) {
  const t = useMessages(accountMessages);
  const locale = useLocale();
  const since = formatDay(account.createdAt, 'Asia/Seoul', locale);
  return (
    <div className="page pb-16">
      <PageTitle>{t('accountTitle')}</PageTitle>
      <Section title={t('profile')} hint={t('memberSince', { day: since })}>
        <div className="flex flex-col gap-8">
          <EmailState account={account} />
          <ProfileForm account={account} />
        </div>
      </Section>
      <Section title={t('changePassword')} hint={t('changePasswordHint')}>
        <PasswordForm account={account} />
      </Section>
      <Section title={t('signOutTitle')} hint={t('signOutHint')}>
        <SignOut />
      </Section>
    </div>
  );
}

/** `/account`: who one is here, and how to change it. */
export function AccountPage() {
  const t = useMessages(accountMessages);
  return (
    <RequireAccount
      skeleton={<PageSkeleton />}
      offline={
        <div className="page">
          <PageTitle>{t('accountTitle')}</PageTitle>
          <ErrorState
            error={new ApiProblem({ code: 'offline', status: 0 })}
            action={<ButtonLink to="/">{t('toHome')}</ButtonLink>}
          />
        </div>
      }
    >
      {(account) => <Loaded account={account} />}
    </RequireAccount>
  );
}
