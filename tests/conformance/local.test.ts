import { localWorld } from './local-driver.ts'
import { conformance } from './suite.ts'

conformance('the embedded platform', localWorld)
