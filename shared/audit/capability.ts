import { onDatabase } from '../database/capability.ts'
import type { Access, Capability } from '../function/capability.ts'
import { type AuditLog, auditLog } from './audit-log.ts'

/** What happened to each task. */
export function auditTrail(access: Access): Capability<AuditLog> {
  return onDatabase(access, auditLog)
}
