export const EMBEDDED_USER = 'postgres';
export const EMBEDDED_DATABASE = 'ticketing';
export const EMBEDDED_PORT = 5432;

/** `throwaway` may lose everything in a power cut; it exists for tests alone. */
export type ServerProfile = 'durable' | 'throwaway';

/** Node reaches no unix sockets on Windows; there the server listens on a loopback port. */
export function usesSockets(): boolean {
  return process.platform !== 'win32';
}

/** One machine's server: given at each start, so that a new release changes old data folders too. */
const COMMON = {
  max_connections: 200,
  shared_buffers: '128MB',
  // No replica follows an embedded server, so its log need not carry what a replica needs.
  wal_level: 'minimal',
  max_wal_senders: 0,
  wal_buffers: '16MB',
  // Bounds what a start after a crash has to replay.
  max_wal_size: '512MB',
  // Log files that are kept to be used again: a new one is made while everybody's commit waits.
  min_wal_size: '256MB',
  checkpoint_timeout: '10min',
  // Reads come from memory; workers for them would cost processes and context switches.
  io_method: 'sync',
  jit: 'off',
  max_logical_replication_workers: 0,
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
  log_line_prefix: '%m [%p] %a ',
};

const BY_PROFILE = {
  durable: { fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on' },
  throwaway: {
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    max_connections: 500,
  },
};

/** The server's command line for its settings. */
export function settingParameters(
  profile: ServerProfile,
  address: Record<string, string | number>,
): string[] {
  const settings = { ...COMMON, ...BY_PROFILE[profile], ...address };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
