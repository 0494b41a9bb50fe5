declare const brand: unique symbol;

/** A string or number that can't be mistaken for another of the same shape. */
export type Brand<T, Tag extends string> = T & { readonly [brand]: Tag };
