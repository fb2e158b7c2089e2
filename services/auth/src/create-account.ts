import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { ConfigError, derivedId } from '@ticketing/service-kit';
import { isWeakPassword } from './domain/password-strength.ts';
import { loadAuthConfig, openAuthService } from './service.ts';

const usage = `Usage: npm run create-account -- --email E --name N --role admin|organizer|gate [--organizer KEY]

Opens a verified account for staff. The password is read from standard input:
  printf '%s' "$PASSWORD" | npm run create-account -- --email admin@example.com --name Admin --role admin
--organizer is the key of the organizer's catalogue files; organizer and gate accounts belong to one.`;

const roles = ['admin', 'organizer', 'gate'] as const;
type StaffRole = (typeof roles)[number];

interface Arguments {
  readonly email: string;
  readonly name: string;
  readonly role: StaffRole;
  readonly organizer: string | undefined;
}

function readArguments(): Arguments {
  const option = { type: 'string' } as const;
  const { values } = parseArgs({
    options: { email: option, name: option, role: option, organizer: option },
  });
  const { email, name, organizer } = values;
  const role = roles.find((known) => known === values.role);
  const needsOrganizer = role === 'organizer' || role === 'gate';
  if (!email?.includes('@') || !name || role === undefined) throw new ConfigError(usage, []);
  if (needsOrganizer !== (organizer !== undefined)) throw new ConfigError(usage, []);
  return { email, name, role, organizer };
}

async function createAccount(): Promise<void> {
  const { organizer, ...account } = readArguments();
  const password = (await text(process.stdin)).trim();
  if (password.length < 8 || isWeakPassword(password, account)) {
    throw new ConfigError('The password is too easy to guess; nothing was changed.', []);
  }
  const config = loadAuthConfig(process.env, { envFile: resolve('.env') });
  const service = await openAuthService(config);
  try {
    const created = await service.seed([
      {
        ...account,
        password,
        locale: 'ko',
        ...(organizer !== undefined && { organizerId: derivedId('organizer', organizer) }),
      },
    ]);
    console.log(
      created === 1 ? `Created ${account.email}.` : `${account.email} exists; unchanged.`,
    );
  } finally {
    await service.close();
  }
}

try {
  await createAccount();
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exitCode = 1;
}
