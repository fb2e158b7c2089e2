/** Whether DD_TRACE_ENABLED asks for traces. Imports nothing: it is read before everything else. */
export const isTracingEnabled = (value: string | undefined): boolean =>
  /^(true|1|yes|on)$/i.test(value?.trim() ?? '');
