import type { EngineName } from './port.ts';

type Variables = Readonly<Record<string, string>>;

/** Where an engine is reached on this machine, and by which account where it has any. */
export interface EngineAddress {
  readonly port: number;
  readonly user?: string;
  readonly password?: string;
  readonly database?: string;
}

/** Clients sign with any key; the local engines do not check whose it is. */
const aws = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
};

const url = ({ port }: EngineAddress): string => `http://127.0.0.1:${port}`;

/** The guide's variables for an engine at an address. */
export const engineVariables: Readonly<Record<EngineName, (at: EngineAddress) => Variables>> = {
  postgres: ({ port, user = '', password = '', database = '' }) => {
    const login = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`;
    return { DATABASE_URL: `postgresql://${login}@127.0.0.1:${port}/${database}` };
  },
  redis: ({ port }) => ({ REDIS_URL: `redis://127.0.0.1:${port}` }),
  kafka: ({ port }) => ({ KAFKA_BOOTSTRAP_SERVERS: `127.0.0.1:${port}` }),
  dynamodb: (at) => ({ DYNAMODB_ENDPOINT: url(at), DYNAMODB_TABLE_NAME: 'bookings', ...aws }),
  opensearch: ({ port }) => ({
    OPENSEARCH_HOST: '127.0.0.1',
    OPENSEARCH_PORT: `${port}`,
    OPENSEARCH_USE_SSL: 'false',
  }),
  ses: (at) => ({
    SES_ENDPOINT: url(at),
    SES_FROM_EMAIL: 'noreply@ticketing.com',
    SES_CONFIGURATION_SET: 'ticketing',
    SES_FEEDBACK_TOPIC_ARN: 'arn:aws:sns:us-east-1:000000000000:ses-feedback',
    ...aws,
  }),
  'stripe-mock': (at) => ({ STRIPE_MOCK_URL: url(at) }),
  'datadog-agent': ({ port }) => ({ DD_AGENT_HOST: '127.0.0.1', DD_TRACE_AGENT_PORT: `${port}` }),
};
