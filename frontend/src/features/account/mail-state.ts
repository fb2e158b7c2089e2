import type { Account } from '@ticketing/contracts';

/** How mails to an account fare: what to show of it, and what the button beside it says. */
export interface MailState {
  readonly tone: 'positive' | 'warning';
  readonly label: 'verified' | 'unverified' | 'mailBounced' | 'mailComplained';
  /** What happened and what to do; absent when there is nothing to do. */
  readonly help?: {
    readonly body: 'unverifiedBody' | 'mailBouncedBody' | 'mailComplainedBody';
    readonly action: 'resend' | 'receiveAgain';
  };
}

/** That mails do not arrive outweighs that the address was confirmed once. */
export function mailStateOf(account: Pick<Account, 'emailVerified' | 'mailProblem'>): MailState {
  if (account.mailProblem === 'bounced') {
    return {
      tone: 'warning',
      label: 'mailBounced',
      help: { body: 'mailBouncedBody', action: 'receiveAgain' },
    };
  }
  if (account.mailProblem === 'complained') {
    return {
      tone: 'warning',
      label: 'mailComplained',
      help: { body: 'mailComplainedBody', action: 'receiveAgain' },
    };
  }
  if (account.emailVerified) return { tone: 'positive', label: 'verified' };
  return {
    tone: 'warning',
    label: 'unverified',
    help: { body: 'unverifiedBody', action: 'resend' },
  };
}

/** The account once its owner asked for mails again. */
export function withMailMended({ mailProblem: _, ...account }: Account): Account {
  return account;
}
