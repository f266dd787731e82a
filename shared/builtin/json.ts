/**
 * Stands in bundles for `json-bigint`, which `cloudevents` uses only when told to (`CE_USE_BIG_INT`): 25 KB that no event
 * of ours needs.
 */
export default function jsonBigint() {
  return JSON
}
