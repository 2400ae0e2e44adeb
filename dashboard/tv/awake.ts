/** Keeps the screen lit, where the browser lets a page ask for it; asked again when the page is seen anew. */
export function keepAwake(): void {
  const ask = () => {
    if (!document.hidden) void navigator.wakeLock?.request('screen').catch(() => { /* refused on battery, or by the system: nothing to be done */ })
  }
  document.addEventListener('visibilitychange', ask)
  ask()
}
