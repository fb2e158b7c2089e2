import { type ChangeEvent, type FormEvent, useState } from 'react';
import { useMessages } from '../../i18n/messages.ts';
import { accountMessages } from './messages.ts';
import type { EntryFault } from './validation.ts';

type Faults<Name extends string> = Readonly<Partial<Record<Name, EntryFault>>>;

/**
 * The entries of a small form. Faults show after the first attempt to send and vanish as they are mended;
 * the first faulty box takes the focus.
 *
 * @param initial what stands in each box at first
 * @param check what is wrong with the entries, by box
 */
export function useEntries<Name extends string>(
  initial: Readonly<Record<Name, string>>,
  check: (values: Readonly<Record<Name, string>>) => Readonly<Record<Name, EntryFault | undefined>>,
) {
  const t = useMessages(accountMessages);
  const [values, setValues] = useState(initial);
  const [attempted, setAttempted] = useState(false);
  const faults = (attempted ? check(values) : {}) as Faults<Name>;
  return {
    values,
    reset() {
      setValues(initial);
      setAttempted(false);
    },
    /** Spread into a field. */
    bind(name: Name) {
      const fault = faults[name];
      return {
        name,
        value: values[name],
        onChange: (event: ChangeEvent<HTMLInputElement>) =>
          setValues((before) => ({ ...before, [name]: event.target.value })),
        error: fault && t(fault),
      };
    },
    /** For a form's `onSubmit`; calls `send` only with entries that have no fault. */
    submit: (send: (values: Readonly<Record<Name, string>>) => void) => (event: FormEvent) => {
      event.preventDefault();
      setAttempted(true);
      const found = check(values);
      const first = (Object.keys(found) as Name[]).find((name) => found[name] !== undefined);
      if (first === undefined) return send(values);
      const form = event.currentTarget as HTMLFormElement;
      const box = form.elements.namedItem(first);
      if (box instanceof HTMLElement) box.focus();
    },
  };
}
