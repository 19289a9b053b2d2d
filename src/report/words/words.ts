/** The words of each kind of statement: a sentence, or what its users make one of. */
export type Words<S extends { readonly kind: string }> = {
  readonly [K in S['kind']]: (statement: Extract<S, { readonly kind: K }>) => string;
};
