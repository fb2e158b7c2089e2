/** A field's tag in the two forms that the contract has: a number, and bytes led by their length. */
export const numberTag = (field: number): number => field << 3;
export const partTag = (field: number): number => (field << 3) | 2;

/** Of the one field of a batch. */
export const batchTag: number = partTag(1);
