/**
 * For `node --import @ticketing/service-kit/tracing`: starts Datadog's tracer before any module that it
 * watches is loaded, when DD_TRACE_ENABLED is true. Otherwise dd-trace is not even read from the disk.
 */
import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { isTracingEnabled } from './is-enabled.ts';

/** The tracer reads the process's variables alone, so those of `.env` join them. */
function takeOverEnvFile(): void {
  let lines: NodeJS.Dict<string>;
  try {
    lines = parseEnv(readFileSync('.env', 'utf8'));
  } catch {
    // No file, or one that the service itself will refuse with a sentence.
    return;
  }
  for (const [name, value] of Object.entries(lines)) {
    if (name.startsWith('DD_') && value !== '') process.env[name] ||= value;
  }
}

takeOverEnvFile();
if (isTracingEnabled(process.env.DD_TRACE_ENABLED)) {
  const { startTracer } = await import('./start-tracer.ts');
  startTracer();
}
