import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api } from '../../api/api.ts';
import { isProblem } from '../../api/problem.ts';
import { useSession } from '../../auth/session.tsx';
import { useMessages } from '../../i18n/messages.ts';
import { ButtonLink } from '../../ui/Button.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { DoorPage } from './DoorPage.tsx';
import { withMailMended } from './mail-state.ts';
import { accountMessages } from './messages.ts';
import { useFragmentToken } from './use-fragment-token.ts';

/** Sends the token of the e-mail's link once. A query, since a link is used by opening it. */
const useVerification = (token: string | undefined) =>
  useQuery({
    queryKey: ['email-verification', token],
    queryFn: async () => {
      await api.verifyEmail({ body: { token: token ?? '' } });
      return true;
    },
    enabled: token !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });

/** Confirms an e-mail address by the link of the e-mail. */
export function VerifyEmail() {
  const t = useMessages(accountMessages);
  const token = useFragmentToken();
  const verification = useVerification(token);
  const { account, setAccount } = useSession();
  const verified = verification.isSuccess;
  useEffect(() => {
    if (!verified || account === undefined) return;
    if (account.emailVerified && account.mailProblem === undefined) return;
    setAccount({ ...withMailMended(account), emailVerified: true });
  }, [verified, account, setAccount]);
  const onward = (
    <>
      <ButtonLink to="/" tone="signal">
        {t('toHome')}
      </ButtonLink>
      <ButtonLink to="/account">{t('toAccount')}</ButtonLink>
    </>
  );
  if (token === undefined) {
    return (
      <DoorPage title={t('tokenMissingTitle')}>
        <p role="alert">{t('tokenMissingBody')}</p>
        <p className="mt-2 text-quiet">{t('verifyFailedHint')}</p>
        <div className="mt-8 flex flex-wrap gap-2">
          <ButtonLink to="/account">{t('toAccount')}</ButtonLink>
        </div>
      </DoorPage>
    );
  }
  if (verified) {
    return (
      <DoorPage title={t('verifiedTitle')}>
        <p role="status">{t('verifiedBody')}</p>
        <div className="mt-8 flex flex-wrap gap-2">{onward}</div>
      </DoorPage>
    );
  }
  if (verification.isError) {
    const final = isProblem(verification.error, 'one_time_token_invalid', 'invalid_request');
    return (
      <DoorPage title={t('verifyTitle')}>
        <ErrorState
          error={verification.error}
          onRetry={final ? undefined : () => void verification.refetch()}
          action={<ButtonLink to="/account">{t('toAccount')}</ButtonLink>}
        />
        {final && <p className="text-quiet">{t('verifyFailedHint')}</p>}
      </DoorPage>
    );
  }
  return (
    <DoorPage title={t('verifyTitle')}>
      <p role="status">{t('verifying')}</p>
      <Skeleton className="mt-6 h-5 w-full" />
      <Skeleton className="mt-3 h-5 w-2/3" />
    </DoorPage>
  );
}
