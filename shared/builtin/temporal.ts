/** Stands in bundles for `@js-temporal/polyfill`: Node has Temporal built in. */
export const Temporal = globalThis.Temporal
