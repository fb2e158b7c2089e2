/** Seconds left that a screen reader hears about; every second would be noise. */
export const spokenSeconds: readonly number[] = [300, 120, 60, 30, 10];
