import { daprdWorld } from './daprd-driver.ts'
import { conformance } from './suite.ts'

conformance('daprd', daprdWorld)
