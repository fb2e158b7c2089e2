import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';

const usage = `Usage: npm run import -- FILE [--api http://localhost:8000/api] [--email E --password P]

Imports a catalogue file (docs/how-to/import-a-catalogue.md) into a running system, all or nothing.
Without --email the demo's admin signs in; TICKETING_EMAIL and TICKETING_PASSWORD work too.`;

interface Problem {
  readonly type?: string;
  readonly title?: string;
  readonly detail?: string;
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
}

class ImportError extends Error {}

async function post(url: string, body: string, token?: string): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body,
  }).catch(() => {
    throw new ImportError(`${url} does not answer. Is the system running (npm start)?`);
  });
  const reply: unknown = await response.json().catch(() => ({}));
  if (!response.ok) throw new ImportError(describeProblem(reply as Problem, response.status));
  return reply;
}

/** Every mistake by its place in the file. */
function describeProblem(problem: Problem, status: number): string {
  const heading = problem.detail ?? problem.title ?? `The server answered ${status}`;
  const faults = (problem.errors ?? []).map(({ pointer, detail }) => `  ${pointer}: ${detail}`);
  return [heading, ...faults].join('\n');
}

async function importCatalogue(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      api: { type: 'string', default: process.env.VITE_API_URL ?? 'http://localhost:8000/api' },
      email: { type: 'string', default: process.env.TICKETING_EMAIL ?? 'admin@example.com' },
      password: {
        type: 'string',
        default: process.env.TICKETING_PASSWORD ?? 'ticketing-demo-2026',
      },
    },
  });
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new ImportError(usage);
  const text = await readFile(file, 'utf8').catch(() => {
    throw new ImportError(`${file} cannot be read.`);
  });
  const { email, password } = values;
  const session = await post(`${values.api}/auth/login`, JSON.stringify({ email, password }));
  const { accessToken } = session as { accessToken: string };
  const result = await post(`${values.api}/organizer/catalogue-imports`, text, accessToken);
  const { created, updated, unchanged } = result as Record<string, number>;
  console.log(`Imported ${file}: ${created} created, ${updated} updated, ${unchanged} unchanged.`);
}

try {
  await importCatalogue();
} catch (error) {
  console.error(error instanceof ImportError ? error.message : error);
  process.exitCode = 1;
}
