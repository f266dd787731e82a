/** Files by their path from the root of the repository. */
export type Files = Map<string, string>
