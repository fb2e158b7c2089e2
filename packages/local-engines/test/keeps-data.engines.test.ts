import { readFile } from 'node:fs/promises';
import {
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { Admin, Consumer, Producer } from '@platformatic/kafka';
import { expect, test } from 'vitest';
import type { LocalEngine } from '../src/index.ts';
import { exchange } from '../src/ports.ts';
import { describeOnEngine } from '../src/testing.ts';

/** What was acknowledged is there after SIGKILL; PostgreSQL's proof lies with the database's contract. */
async function killAndStart(engine: LocalEngine): Promise<void> {
  const before = { variables: engine.variables, processId: engine.processId };
  await engine.kill();
  await engine.start();
  expect(engine.variables).toEqual(before.variables);
  expect(engine.processId).not.toBe(before.processId);
}

await describeOnEngine('redis', (engine) => {
  const say = async (line: string): Promise<string> =>
    (await exchange(engine().port, `${line}\r\n`)).toString();

  test('keeps a key', async () => {
    expect(await say('SET place 7')).toBe('+OK\r\n');
    await killAndStart(engine());
    expect(await say('GET place')).toBe('$1\r\n7\r\n');
  });

  test('refuses writes instead of dropping keys when it is full', async () => {
    const reply = await say('CONFIG GET maxmemory*');
    expect(reply).toContain('268435456');
    expect(reply).toContain('noeviction');
  });
});

for (const secured of [false, true]) {
  await describeOnEngine(
    'kafka',
    (engine) => {
      test('keeps a message', { timeout: 120_000 }, async () => {
        const { variables } = engine();
        const options = await connectionOf(variables);
        const admin = new Admin(options);
        await admin.createTopics({ topics: ['kept'], partitions: 1, replicas: 1 });
        await admin.close();
        const producer = new Producer(options);
        await producer.send({ messages: [{ topic: 'kept', value: Buffer.from('booked') }] });
        await producer.close();
        await killAndStart(engine());
        const consumer = new Consumer({ ...options, groupId: 'readers' });
        const stream = await consumer.consume({ topics: ['kept'], mode: 'earliest' });
        for await (const message of stream) {
          expect(message.value?.toString()).toBe('booked');
          break;
        }
        await stream.close();
        await consumer.close();
      });

      if (!secured) return;
      test('refuses a wrong password', async () => {
        const options = await connectionOf({ ...engine().variables, KAFKA_SASL_PASSWORD: 'no' });
        const admin = new Admin({ ...options, retries: 0 });
        await expect(admin.listTopics()).rejects.toThrow();
        await admin.close();
      });
    },
    { secured, title: secured ? 'on kafka with TLS and a password' : 'on kafka' },
  );
}

async function connectionOf(variables: Readonly<Record<string, string>>) {
  const options: ConstructorParameters<typeof Admin>[0] = {
    clientId: 'test',
    bootstrapBrokers: [variables.KAFKA_BOOTSTRAP_SERVERS ?? ''],
  };
  if (variables.KAFKA_SECURITY_PROTOCOL !== 'SASL_SSL') return options;
  return {
    ...options,
    tls: { ca: await readFile(variables.KAFKA_SSL_CA_FILE ?? '', 'utf8') },
    sasl: {
      mechanism: 'SCRAM-SHA-512' as const,
      username: variables.KAFKA_SASL_USERNAME ?? '',
      password: variables.KAFKA_SASL_PASSWORD ?? '',
    },
  };
}

await describeOnEngine('dynamodb', (engine) => {
  test('keeps an item', async () => {
    const { variables } = engine();
    const client = new DynamoDBClient({
      endpoint: variables.DYNAMODB_ENDPOINT ?? '',
      region: variables.AWS_REGION ?? '',
      credentials: credentialsOf(variables),
    });
    await client.send(
      new CreateTableCommand({
        TableName: 'bookings',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'booking_id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'booking_id', KeyType: 'HASH' }],
      }),
    );
    const key = { booking_id: { S: 'bkg_1' } };
    await client.send(
      new PutItemCommand({ TableName: 'bookings', Item: { ...key, seats: { N: '2' } } }),
    );
    await killAndStart(engine());
    const found = await client.send(new GetItemCommand({ TableName: 'bookings', Key: key }));
    expect(found.Item).toEqual({ ...key, seats: { N: '2' } });
    client.destroy();
  });
});

await describeOnEngine('opensearch', (engine) => {
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const reply = await fetch(`http://127.0.0.1:${engine().port}${path}`, {
      method,
      ...(body !== undefined && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    });
    return reply.json();
  };

  test('keeps a document', { timeout: 120_000 }, async () => {
    const made = await call('PUT', '/events/_doc/1', { title: '오페라의 유령' });
    expect(made).toMatchObject({ result: 'created' });
    await killAndStart(engine());
    const found = await call('GET', '/events/_doc/1');
    expect(found).toMatchObject({ found: true, _source: { title: '오페라의 유령' } });
  });

  test('takes Korean apart into words, by rules of its user too', async () => {
    const plugins = await call('GET', '/_cat/plugins?format=json');
    expect(plugins).toContainEqual(expect.objectContaining({ component: 'analysis-nori' }));
    const split = async (body: unknown): Promise<string[]> => {
      const { tokens } = (await call('POST', '/_analyze', body)) as { tokens: { token: string }[] };
      return tokens.map(({ token }) => token);
    };
    const text = '세종문화회관에서 열리는 오페라';
    const words = ['세종', '문화', '회관', '열리', '오페라'];
    expect(await split({ analyzer: 'nori', text })).toEqual(words);
    const tokenizer = {
      type: 'nori_tokenizer',
      decompound_mode: 'mixed',
      user_dictionary_rules: ['세종문화회관 세종 문화회관'],
    };
    const filter = ['nori_readingform', { type: 'nori_part_of_speech', stoptags: ['E', 'J'] }];
    expect(await split({ tokenizer, filter, text: '세종문화회관에서 鄕歌' })).toEqual([
      '세종문화회관',
      '세종',
      '문화회관',
      '향가',
    ]);
  });
});

await describeOnEngine('ses', (engine) => {
  test('keeps a mail', async () => {
    const { variables } = engine();
    const client = new SESv2Client({
      endpoint: variables.SES_ENDPOINT ?? '',
      region: variables.AWS_REGION ?? '',
      credentials: credentialsOf(variables),
    });
    const sent = await client.send(
      new SendEmailCommand({
        FromEmailAddress: variables.SES_FROM_EMAIL,
        Destination: { ToAddresses: ['fan@example.com'] },
        Content: {
          Simple: { Subject: { Data: 'Booked' }, Body: { Text: { Data: 'Two seats.' } } },
        },
        EmailTags: [
          { Name: 'kind', Value: 'booking_confirmed' },
          { Name: 'account', Value: `acc_${'0'.repeat(26)}` },
          { Name: 'locale', Value: 'en' },
        ],
      }),
    );
    expect(sent.MessageId).toBeTruthy();
    await killAndStart(engine());
    const mails = await fetch(`${variables.SES_ENDPOINT}/mailbox/messages?to=fan@example.com`);
    expect(await mails.text()).toContain('Booked');
    client.destroy();
  });
});

function credentialsOf(variables: Readonly<Record<string, string>>) {
  return {
    accessKeyId: variables.AWS_ACCESS_KEY_ID ?? '',
    secretAccessKey: variables.AWS_SECRET_ACCESS_KEY ?? '',
  };
}

await describeOnEngine('stripe-mock', (engine) => {
  const ask = (body: string): Promise<Response> =>
    fetch(`${engine().variables.STRIPE_MOCK_URL}/v1/payment_intents`, {
      method: 'POST',
      headers: {
        authorization: 'Bearer sk_test_123',
        'content-type': 'application/x-www-form-urlencoded',
      },
      body,
    });

  test("checks requests against Stripe's description, also after it was killed", async () => {
    expect((await ask('amount=1000&currency=krw')).status).toBe(200);
    await killAndStart(engine());
    expect((await ask('amount=1000&currency=krw')).status).toBe(200);
    expect((await ask('amount=1000&currency=krw&colour=red')).status).toBe(400);
  });
});

await describeOnEngine('datadog-agent', (engine) => {
  test('takes traces, also after it was killed', async () => {
    await killAndStart(engine());
    const { DD_AGENT_HOST, DD_TRACE_AGENT_PORT } = engine().variables;
    const agent = `http://${DD_AGENT_HOST}:${DD_TRACE_AGENT_PORT}`;
    const sent = await fetch(`${agent}/v0.4/traces`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json', 'x-datadog-trace-count': '0' },
      body: '[]',
    });
    expect(sent.status).toBe(200);
    expect(await (await fetch(`${agent}/test/traces`)).json()).toEqual([]);
  });
});
