import type { Message } from './schemas.ts'

/** Whether a button that asks for the permission makes sense. */
export function canAskToNotify(): boolean {
  return 'Notification' in globalThis && Notification.permission === 'default'
}

/** Only ever called from a button: browsers refuse it otherwise, and so do people. */
export function askToNotify(): Promise<NotificationPermission> {
  return Notification.requestPermission()
}

/** Shows a reminder outside the page; several open tabs show it once, as the tag is the same. */
export function notify(message: Message): void {
  if (!('Notification' in globalThis) || Notification.permission !== 'granted') return
  try {
    const shown = new Notification('Catnap', { body: message.text, tag: message.id })
    shown.onclick = () => {
      window.focus()
      shown.close()
    }
  } catch (error) {
    // Chrome on Android has notifications of service workers only; the reminder stands in the chat all the same.
    console.info('no notification', error)
  }
}
