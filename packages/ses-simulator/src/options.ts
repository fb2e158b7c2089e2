import type { Clock, Logger } from '@ticketing/service-kit';

/** Credentials whose signatures are checked, as AWS checks them. */
export interface SesCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** What becomes of a mail after SES took it. */
export type Fate =
  | 'delivered'
  /** Delivered; an automatic reply goes to the sender, which SES does not tell. */
  | 'out_of_office'
  | 'bounced'
  /** SES gave up after trying for long: a full mailbox, a server that is away. */
  | 'bounced_for_now'
  | 'complained'
  /** The address is on Amazon's own list of addresses that bounced with anybody. */
  | 'on_global_suppression_list';

/**
 * Faults for tests of those who use the simulator. `send` is asked for every mail: `hang` never
 * answers, `fail` answers 500 and takes nothing, `lose_reply` takes the mail and cuts the connection.
 * `account` refuses as SES does: the account is suspended, or its sending paused.
 */
export interface SesFaults {
  send?(): 'hang' | 'fail' | 'lose_reply' | undefined;
  account?(): 'suspended' | 'paused' | undefined;
}

export interface SesSimulatorOptions {
  /** Mails, the suppression list and events that are not told yet. */
  readonly folder: string;
  readonly logger: Logger;
  readonly region?: string;
  /** Addresses and domains that may send; absent: all. */
  readonly verifiedIdentities?: readonly string[];
  /** Names that `ConfigurationSetName` may have. */
  readonly configurationSets?: readonly string[];
  /** Absent: the form of a signature is checked, not the signature. */
  readonly credentials?: SesCredentials;
  /** Recipients a second; absent: as many as come. */
  readonly sendRateMax?: number;
  /** Largest mail in bytes; SES's own limit by default. */
  readonly messageBytesMax?: number;
  /** Where events are posted, as Amazon SNS does; absent: nowhere. */
  readonly feedbackUrl?: string;
  readonly feedbackTopicArn?: string;
  /** How long after a first refused post the next follows; then it doubles. */
  readonly feedbackRetryMillisecondsFirst?: number;
  /** How others reach the simulator, for links and the certificate; default: where it listens. */
  readonly publicUrl?: string;
  /** The fate of an address that is none of Amazon's simulated ones; default: delivered. */
  readonly fateOf?: (address: string) => Fate;
  readonly clock?: Clock;
  readonly faults?: SesFaults;
}
