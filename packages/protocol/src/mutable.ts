/** `T` while it is being built. */
export type Mutable<T> = { -readonly [Field in keyof T]: T[Field] };
