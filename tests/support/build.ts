import { buildFunctions } from '../../scripts/build.ts'

/** Builds the functions once, before the tests that start them. */
export default async function setup(): Promise<void> {
  await buildFunctions()
}
