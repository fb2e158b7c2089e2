/** Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetAccount.html */
export interface Account {
  readonly SendingEnabled: boolean;
  readonly ProductionAccessEnabled: boolean;
  readonly EnforcementStatus: string;
  readonly SendQuota: {
    readonly Max24HourSend: number;
    readonly MaxSendRate: number;
    readonly SentLast24Hours: number;
  };
}

/** SES's sign for a quota that has no end. */
const unlimited = -1;

export function describeAccount(
  sendRateMax: number | undefined,
  state: 'suspended' | 'paused' | undefined,
): Account {
  return {
    SendingEnabled: state === undefined,
    ProductionAccessEnabled: true,
    EnforcementStatus: state === 'suspended' ? 'SHUTDOWN' : 'HEALTHY',
    SendQuota: {
      Max24HourSend: unlimited,
      MaxSendRate: sendRateMax ?? unlimited,
      SentLast24Hours: 0,
    },
  };
}
