import type { EventDefinition } from './define.ts'
import { reminderFired } from './reminder-events.ts'
import { taskEvents } from './task-events.ts'
import { notificationDelivered, viewChanged } from './update-events.ts'

/** Every event there is; documents are generated from it. */
export const catalog: readonly EventDefinition[] = [...taskEvents, reminderFired, viewChanged, notificationDelivered]
