/** ISO 4217 codes that this runtime can format. */
const currencies = new Set(Intl.supportedValuesOf('currency'));

export const isKnownCurrency = (code: string): boolean => currencies.has(code);

const timeZones = new Map<string, boolean>();

/** Whether the name is in the IANA time zone database; remembered, for asking takes a while. */
export function isKnownTimeZone(name: string): boolean {
  const known = timeZones.get(name);
  if (known !== undefined) return known;
  const found = canFormat(name);
  if (timeZones.size < 1_000) timeZones.set(name, found);
  return found;
}

function canFormat(timeZone: string): boolean {
  // Offsets such as +09:00 are formats too, but no IANA zone.
  if (!/^[A-Z]/i.test(timeZone)) return false;
  try {
    Intl.DateTimeFormat('en', { timeZone });
    return true;
  } catch {
    return false;
  }
}
