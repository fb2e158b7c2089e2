/** The errors that SESv2 answers here, with their statuses. */
const statuses = {
  AccountSuspendedException: 400,
  BadRequestException: 400,
  InternalFailure: 500,
  InvalidSignatureException: 403,
  MailFromDomainNotVerifiedException: 400,
  MessageRejected: 400,
  MissingAuthenticationTokenException: 403,
  NotFoundException: 404,
  SendingPausedException: 400,
  SerializationException: 400,
  TooManyRequestsException: 429,
  UnknownOperationException: 404,
  UnrecognizedClientException: 403,
} as const;
export type SesErrorName = keyof typeof statuses;

/** A refusal as SESv2 answers it: the SDK makes its exception from the name. */
export class SesError extends Error {
  override readonly name: SesErrorName;

  constructor(name: SesErrorName, message: string) {
    super(message);
    this.name = name;
  }

  get status(): number {
    return statuses[this.name];
  }
}
