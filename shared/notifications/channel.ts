/** Something a user should be told now, wherever they are. */
export interface Notification {
  /** The same however often it is delivered: `<task>:<remindAt>`. */
  id: string
  user: string
  taskId: string
  /** One sentence, ready to be read. */
  text: string
}

/** A way to reach a user: the chat today; web push, e-mail and others are further ones. */
export interface Channel {
  name: string
  /** Delivering the same notification twice must reach the user once. Rejects when it should be tried again. */
  deliver(notification: Notification): Promise<void>
}
