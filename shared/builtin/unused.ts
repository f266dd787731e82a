/** Stands in bundles for `https`, of which `cloudevents` wants its own sender of events; ours go through Dapr. */
export default {}
