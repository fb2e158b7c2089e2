import { type Static, type TProperties, type TSchema, Type } from 'typebox';
import { Value } from 'typebox/value';
import { SesError } from './ses-error.ts';

const Strict = <Properties extends TProperties>(properties: Properties) =>
  Type.Object(properties, { additionalProperties: false });
const optional = <Schema extends TSchema>(schema: Schema) => Type.Optional(schema);
const Texts = Type.Array(Type.String());
const Content = Strict({ Data: Type.String(), Charset: optional(Type.String()) });

/** Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html */
const SendEmail = Strict({
  FromEmailAddress: optional(Type.String()),
  Destination: optional(
    Strict({
      ToAddresses: optional(Texts),
      CcAddresses: optional(Texts),
      BccAddresses: optional(Texts),
    }),
  ),
  ReplyToAddresses: optional(Texts),
  Content: Strict({
    Simple: Strict({
      Subject: Content,
      Body: Strict({ Text: optional(Content), Html: optional(Content) }),
    }),
  }),
  EmailTags: optional(Type.Array(Strict({ Name: Type.String(), Value: Type.String() }))),
  ConfigurationSetName: optional(Type.String()),
});

/** What a SendEmail asks for, checked. */
export interface MailToSend {
  readonly from: string;
  readonly recipients: string[];
  readonly replyTo: string[];
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  readonly tags: Record<string, string>;
  readonly configurationSet: string | undefined;
}

const recipientsMax = 50;
const tagsMax = 50;
const tagText = /^[A-Za-z0-9_-]{1,256}$/;
const plainAddress = /^[\x21-\x3b\x3d\x3f-\x7e]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*$/;

/**
 * Reads the body of a SendEmail with simple content. Stricter than SES in one point: a member that
 * nobody knows is refused, because it is a slip of the pen. Throws SesError.
 */
export function readSendEmail(body: Buffer): MailToSend {
  const request = parse(body);
  const { Simple: simple } = request.Content;
  const {
    ToAddresses: to = [],
    CcAddresses: cc = [],
    BccAddresses: bcc = [],
  } = request.Destination ?? {};
  const recipients = [...to, ...cc, ...bcc];
  if (request.FromEmailAddress === undefined) refuse('The From address is missing.');
  if (recipients.length === 0) refuse('The mail has no recipient.');
  if (recipients.length > recipientsMax) refuse(`Recipient count exceeds ${recipientsMax}.`);
  if (simple.Body.Html === undefined && simple.Body.Text === undefined) {
    refuse('The mail has no body.');
  }
  if (/[\r\n]/.test(simple.Subject.Data)) refuse('The subject has more than one line.');
  const replyTo = request.ReplyToAddresses ?? [];
  for (const address of [request.FromEmailAddress, ...recipients, ...replyTo]) {
    if (!plainAddress.test(addressIn(address))) refuse(`Illegal address: ${address}`);
  }
  return {
    from: request.FromEmailAddress,
    recipients: recipients.map(addressIn),
    replyTo,
    subject: simple.Subject.Data,
    html: simple.Body.Html?.Data ?? '',
    text: simple.Body.Text?.Data ?? '',
    tags: readTags(request.EmailTags ?? []),
    configurationSet: request.ConfigurationSetName,
  };
}

/** `a@b.example` of `Somebody <a@b.example>`. */
export const addressIn = (mailbox: string): string =>
  /<([^<>]*)>\s*$/.exec(mailbox)?.[1] ?? mailbox.trim();

function parse(body: Buffer): Static<typeof SendEmail> {
  let request: unknown;
  try {
    request = JSON.parse(body.toString('utf8'));
  } catch {
    throw new SesError('SerializationException', 'The body is not JSON.');
  }
  if (Value.Check(SendEmail, request)) return request;
  const [fault] = Value.Errors(SendEmail, request);
  throw new SesError(
    'SerializationException',
    `The request is not as SendEmail asks: ${fault?.instancePath || '/'} ${fault?.message ?? ''}`,
  );
}

function readTags(given: readonly { Name: string; Value: string }[]): Record<string, string> {
  if (given.length > tagsMax) refuse(`A mail has at most ${tagsMax} tags.`);
  const tags = new Map<string, string>();
  for (const { Name: name, Value: value } of given) {
    if (!tagText.test(name) || !tagText.test(value)) refuse('Invalid tag name or value.');
    if (tags.has(name)) refuse(`Duplicate tag name: ${name}`);
    tags.set(name, value);
  }
  return Object.fromEntries(tags);
}

function refuse(message: string): never {
  throw new SesError('BadRequestException', message);
}
