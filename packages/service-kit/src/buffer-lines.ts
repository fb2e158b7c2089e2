import { writeSync } from 'node:fs';

export interface LineBuffer {
  write(line: string): void;
  /** Writes what waits, before it returns. */
  flush(): void;
}

const waitMsMax = 100;
const bufferedLinesMax = 64;
const retryPauseMs = 2;

/**
 * Gathers lines for a file descriptor, because one system call per line is the dearest part of a
 * small request. They are written after `bufferedLinesMax`, after `waitMsMax`, and when the process
 * exits by itself or by `process.exit`; only a kill -9 loses a last tenth of a second.
 */
export function bufferLines(fileDescriptor: number): LineBuffer {
  let lines: string[] = [];
  let timer: NodeJS.Timeout | undefined;

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    if (lines.length === 0) return;
    const bytes = Buffer.from(lines.join(''));
    lines = [];
    writeAll(fileDescriptor, bytes);
  }

  process.on('exit', flush);
  return {
    write(line) {
      lines.push(line);
      if (lines.length >= bufferedLinesMax) flush();
      else timer ??= setTimeout(flush, waitMsMax).unref();
    },
    flush,
  };
}

/** Waits for a reader that is slower than we are; gives up when there is no reader any more. */
function writeAll(fileDescriptor: number, bytes: Uint8Array): void {
  let written = 0;
  while (written < bytes.length) {
    try {
      written += writeSync(fileDescriptor, bytes, written);
    } catch (error) {
      if (!(error instanceof Error) || !('code' in error)) throw error;
      if (error.code === 'EPIPE') return;
      if (error.code !== 'EAGAIN') throw error;
      Atomics.wait(sleeper, 0, 0, retryPauseMs);
    }
  }
}

const sleeper = new Int32Array(new SharedArrayBuffer(4));
